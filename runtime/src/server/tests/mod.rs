//! Tests the server over TCP; each test starts a server of its own at a free port.

mod addresses;
mod answers;
mod client;
mod executors;
mod isolation;
mod limits;
mod stopping;
