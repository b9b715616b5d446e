// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A program of Rust's std. Prints its arguments and NAME, counts standard input, and ends with a status.
use std::collections::HashMap;
use std::io::{self, BufRead};
use std::time::{Duration, Instant, SystemTime};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    println!("{arguments:?} {:?}", std::env::var("NAME"));
    let mut lengths = HashMap::new();
    for line in io::stdin().lock().lines() {
        *lengths.entry(line.unwrap().len()).or_insert(0) += 1;
    }
    println!("{} lines of {} lengths", lengths.values().sum::<i32>(), lengths.len());
    let begin = Instant::now();
    std::thread::sleep(Duration::from_millis(15));
    println!("slept {}", begin.elapsed() >= Duration::from_millis(15));
    println!("now {}", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() > 1_700_000_000);
    println!("{:?}", std::fs::read("/no/such/file").map_err(|error| error.kind()));
    eprintln!("the end");
    std::process::exit(arguments.len() as i32);
}
