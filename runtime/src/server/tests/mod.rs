//! Each test has a server of its own, at a free port, and speaks to it through a bare socket.

mod answers;
mod client;
mod executors;
mod limits;
mod places;
mod stopping;
