// Arguments are dropped in the order in which the plain function drops them.

use crate::support::{Log, Logged};
use std::{cell::RefCell, future::Future, rc::Rc};

fn logged(log: &Log) -> [Logged; 4] {
    ["a", "b", "c", "d"].map(|name| Logged(name, Rc::clone(log)))
}

fn sync_drops(call: impl FnOnce(Logged, Logged, Logged, Logged)) -> Vec<&'static str> {
    let log = Log::default();
    let [a, b, c, d] = logged(&log);
    call(a, b, c, d);
    let dropped = RefCell::take(&log);
    dropped
}

fn drops<F: Future>(call: impl FnOnce(Logged, Logged, Logged, Logged) -> F) -> Vec<&'static str> {
    sync_drops(|a, b, c, d| {
        futures::executor::block_on(call(a, b, c, d));
    })
}

/// The same function plain and metered.
macro_rules! twins {
    ($plain:ident, $metered:ident, [$($head:tt)*], ($($parameters:tt)*), $body:block) => {
        $($head)* fn $plain($($parameters)*) $body
        #[metered]
        $($head)* fn $metered($($parameters)*) $body
    };
}

#[test]
fn used_arguments() {
    twins!(plain, metered, [], (a: Logged, b: Logged, c: Logged, d: Logged), {
        let _local = Logged("local", Rc::clone(&b.1));
        let _ = (c.0, a.0, d.0);
    });
    twins!(plain_later, metered_later, [async], (a: Logged, b: Logged, c: Logged, d: Logged), {
        let _local = Logged("local", Rc::clone(&b.1));
        std::future::ready(()).await;
        let _ = (c.0, a.0, d.0);
    });
    assert_eq!(sync_drops(metered), sync_drops(plain));
    assert_eq!(drops(metered_later), drops(plain_later));
    assert_eq!(sync_drops(plain), ["local", "d", "c", "b", "a"]);
}

#[test]
fn one_is_moved_by_the_body() {
    twins!(plain, metered, [], (a: Logged, b: Logged, c: Logged, d: Logged), {
        drop(b);
        let _ = (c.0, a.0, d.0);
    });
    twins!(plain_later, metered_later, [async], (a: Logged, b: Logged, c: Logged, d: Logged), {
        drop(c);
        std::future::ready(()).await;
        let _ = (d.0, a.0, b.0);
    });
    assert_eq!(sync_drops(metered), sync_drops(plain));
    assert_eq!(drops(metered_later), drops(plain_later));
}

#[test]
fn underscores() {
    twins!(plain, metered, [], (a: Logged, _: Logged, _c: Logged, _: Logged), {
        let _ = a.0;
    });
    twins!(plain_later, metered_later, [async], (_: Logged, b: Logged, _c: Logged, _: Logged), {
        std::future::ready(()).await;
        let _ = b.0;
    });
    assert_eq!(sync_drops(metered), sync_drops(plain));
    assert_eq!(drops(metered_later), drops(plain_later));
}

#[test]
fn used_only_by_a_macro() {
    twins!(plain, metered, [], (a: Logged, b: Logged, c: Logged, d: Logged), {
        let (first, third) = (a.0, c.0);
        assert_eq!(format!("{first}{third}"), "ac");
        assert_eq!(format!("{}{}", d.0, b.0), "db");
    });
    assert_eq!(sync_drops(metered), sync_drops(plain));
}

#[test]
fn patterns() {
    twins!(plain, metered, [], ((a, b): (Logged, Logged), [c, d]: [Logged; 2]), {
        let _ = (d.0, b.0, c.0, a.0);
    });
    twins!(plain_later, metered_later, [async], ((a, b): (Logged, Logged), [c, d]: [Logged; 2]), {
        let _ = (d.0, b.0, c.0, a.0);
        std::future::ready(()).await;
    });
    let paired = |a, b, c, d| ((a, b), [c, d]);
    let sync = |call: fn((Logged, Logged), [Logged; 2])| {
        sync_drops(|a, b, c, d| {
            let (first, second) = paired(a, b, c, d);
            call(first, second);
        })
    };
    assert_eq!(sync(metered), sync(plain));
    assert_eq!(
        drops(|a, b, c, d| metered_later((a, b), [c, d])),
        drops(|a, b, c, d| plain_later((a, b), [c, d]))
    );
}

#[test]
fn part_of_an_argument() {
    struct Pair {
        first: Logged,
        second: Logged,
    }
    twins!(plain, metered, [], (pair: Pair, c: Logged, d: Logged), {
        let _ = d.0;
        let moved = pair.second;
        let _ = (moved.0, c.0, pair.first.0);
    });
    let sync = |call: fn(Pair, Logged, Logged)| sync_drops(|a, b, c, d| call(Pair { first: a, second: b }, c, d));
    assert_eq!(sync(metered), sync(plain));
}

#[test]
fn an_unpolled_future() {
    twins!(plain, metered, [async], (a: Logged, _: Logged, c: Logged, _d: Logged), {
        let _ = (c.0, a.0);
    });
    assert_eq!(
        sync_drops(|a, b, c, d| drop(metered(a, b, c, d))),
        sync_drops(|a, b, c, d| drop(plain(a, b, c, d)))
    );
}

#[test]
fn a_dropped_future() {
    twins!(plain, metered, [async], (a: Logged, _: Logged, c: Logged, _d: Logged), {
        let _local = Logged("local", Rc::clone(&c.1));
        std::future::pending::<()>().await;
        let _ = (c.0, a.0);
    });
    let poll = |future: std::pin::Pin<Box<dyn Future<Output = ()>>>| {
        let mut future = future;
        let mut task = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(future.as_mut().poll(&mut task).is_pending());
    };
    assert_eq!(
        sync_drops(|a, b, c, d| poll(Box::pin(metered(a, b, c, d)))),
        sync_drops(|a, b, c, d| poll(Box::pin(plain(a, b, c, d))))
    );
}
