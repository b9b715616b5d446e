// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//! Sales tax by ZIP code: `shop:checkout/tax`. The rates are in `rates.rs`; here is how they are used.

mod rates;

use rates::{Clothing, State, LOCAL, OTHER, STATES, ZIPS};

wit_bindgen::generate!({ world: "tax-service", path: "../wit" });

use exports::shop::checkout::tax::{Assessment, Guest, Levy, TaxError};
use shop::checkout::types::{Category, Cents, LineItem};

struct Tax;
export!(Tax);

/// Larger sums would overflow on the way to a tax.
const MOST: i128 = 1_000_000_000_000;

impl Guest for Tax {
    fn assess(zip: String, items: Vec<LineItem>) -> Result<Assessment, TaxError> {
        let prefix = prefix(&zip).ok_or_else(|| TaxError::MalformedZip(zip.clone()))?;
        let state = state(prefix).map_err(|place| match place {
            Some(place) => TaxError::NotServed(place.into()),
            None => TaxError::UnassignedZip(zip.clone()),
        })?;
        let mut bases = Bases::default();
        for (index, item) in items.iter().enumerate() {
            bases.add(state, item).ok_or(TaxError::TooMuch(index as u32))?;
        }
        let mut levies = Vec::new();
        levy(&mut levies, format!("{} sales tax", state.name), bases.full, state.rate);
        levy(&mut levies, format!("{} tax on groceries", state.name), bases.grocery, state.grocery);
        levy(&mut levies, format!("{} tax on medicine", state.name), bases.medicine, state.medicine);
        let locals = || LOCAL.iter().filter(|l| (l.first..=l.last).contains(&prefix));
        for local in locals() {
            levy(&mut levies, local.name.into(), bases.full, local.rate);
        }
        let due = |base, rate| if rate > 0 { base } else { 0 };
        Ok(Assessment {
            state: (state.code.into(), state.name.into()),
            total: levies.iter().map(|l| l.amount).sum(),
            exempt: bases.all
                - due(bases.full, state.rate + locals().map(|l| l.rate).sum::<u32>())
                - due(bases.grocery, state.grocery)
                - due(bases.medicine, state.medicine),
            levies,
        })
    }
}

/// The first three digits of "12345" or "12345-6789".
fn prefix(zip: &str) -> Option<u16> {
    let (five, four) = match zip.split_once('-') {
        Some((five, four)) => (five, Some(four)),
        None => (zip, None),
    };
    let is_number = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(five, 5) || !four.is_none_or(|four| is_number(four, 4)) {
        return None;
    }
    five[..3].parse().ok()
}

/// The state of a prefix; else the name of a place that is none, if it is anything.
fn state(prefix: u16) -> Result<&'static State, Option<&'static str>> {
    let found = |first: u16, last: u16| (first..=last).contains(&prefix);
    match ZIPS.iter().find(|z| found(z.0, z.1)) {
        Some(zips) => Ok(STATES.iter().find(|s| s.code == zips.2).expect("every range names a state")),
        None => Err(OTHER.iter().find(|o| found(o.0, o.1)).map(|o| o.2)),
    }
}

/// What each kind of tax is due on.
#[derive(Default)]
struct Bases {
    all: Cents,
    full: Cents,
    grocery: Cents,
    medicine: Cents,
}

impl Bases {
    fn add(&mut self, state: &State, item: &LineItem) -> Option<()> {
        let quantity = i128::from(item.quantity);
        let net = i128::from(item.unit_price) * quantity - i128::from(item.discount);
        if !(0..=MOST).contains(&net) || i128::from(self.all) + net > MOST {
            return None;
        }
        let net = net as Cents;
        self.all += net;
        match item.category {
            Category::General | Category::Book => self.full += net,
            Category::Grocery => self.grocery += net,
            Category::Medicine => self.medicine += net,
            Category::Clothing => self.full += clothing(state, net, Cents::from(item.quantity)),
        }
        Some(())
    }
}

/// How much of a line of clothing is taxed: limits are on the price of one piece.
fn clothing(state: &State, net: Cents, quantity: Cents) -> Cents {
    match state.clothing {
        Clothing::Taxed => net,
        Clothing::Exempt => 0,
        Clothing::ExemptBelow(limit) if net < limit * quantity => 0,
        Clothing::ExemptBelow(_) => net,
        Clothing::TaxedAbove(limit) => (net - limit * quantity).max(0),
    }
}

/// Half a cent counts as one.
fn levy(levies: &mut Vec<Levy>, name: String, base: Cents, rate: u32) {
    if base > 0 && rate > 0 {
        let amount = (i128::from(base) * i128::from(rate) + 500_000) / 1_000_000;
        levies.push(Levy { name, base, rate, amount: amount as Cents });
    }
}
