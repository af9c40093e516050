//! Does nothing: cargo wants a build script of a package with the key `links`, which keeps two versions of it out of one tree.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
