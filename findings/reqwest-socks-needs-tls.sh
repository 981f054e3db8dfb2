#!/bin/sh
# reqwest 0.12.28 with the feature "socks" and without a feature for TLS reaches no target through a SOCKS proxy that gets names: the
# request fails with "invalid URL, scheme is not http" before anything is sent, also for http URLs. An HTTP proxy works. With the
# feature "rustls-tls" the same program reaches the SOCKS proxy.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >src/main.rs <<'RUST'
use std::error::Error;
use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

/// Asks for a page through a proxy that says nothing, and prints what the proxy got or the innermost error.
fn show(scheme: &str) {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("{scheme}://{}", proxy.local_addr().unwrap());
    let client = reqwest::blocking::Client::builder()
        .proxy(reqwest::Proxy::all(url).unwrap())
        .build()
        .unwrap();
    let (sender, first) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut octets = [0; 3];
        proxy.accept().unwrap().0.read_exact(&mut octets).unwrap();
        sender.send(octets).unwrap();
    });
    let error = client.get("http://target.example/").send().unwrap_err();
    let mut cause: &dyn Error = &error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    match first.recv_timeout(Duration::from_secs(1)) {
        Ok(octets) => println!("{scheme}: the proxy got {octets:02x?}"),
        Err(_) => println!("{scheme}: {cause:?}"),
    }
}

fn main() {
    show("http");
    show("socks5h");
}
RUST
run() {
  printf '[package]\nname = "run"\nversion = "0.1.0"\nedition = "2021"\n[dependencies.reqwest]\nversion = "=0.12.28"\n' >Cargo.toml
  printf 'default-features = false\nfeatures = [%s]\n' "$1" >>Cargo.toml
  cargo build --quiet
  timeout 60 target/debug/run
}
{
  run '"blocking", "socks"'
  run '"blocking", "socks", "rustls-tls"'
} | tee seen
cat >expected <<'TEXT'
http: the proxy got [47, 45, 54]
socks5h: Inner(ConnectError("invalid URL, scheme is not http"))
http: the proxy got [47, 45, 54]
socks5h: the proxy got [05, 01, 00]
TEXT
diff expected seen
