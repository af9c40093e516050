// What a parameter can be. The labels are evaluated at entry, before the body moves the arguments.

use crate::support::{body, sync_body, timed, timed_sync};
use std::{future::Future, sync::Arc};

#[tokio::test]
async fn mutable() {
    #[metered]
    async fn shape(mut number: u8, mut text: String) -> String {
        body().await;
        number += 1;
        text.push_str(&number.to_string());
        text
    }
    #[metered]
    fn sync_shape(mut numbers: Vec<u8>) -> usize {
        sync_body();
        numbers.push(1);
        numbers.len()
    }
    assert_eq!(timed(FAMILY, || shape(1, String::new())).await, "2");
    assert_eq!(timed_sync(FAMILY, || sync_shape(vec![])), 1);
}

struct Point {
    x: u8,
    y: u8,
}
struct Wrapper(u8, String);

#[tokio::test]
async fn patterns() {
    #[metered]
    async fn structures(Point { x, y: height }: Point, Wrapper(a, ref b): Wrapper) -> usize {
        body().await;
        usize::from(x + height + a) + b.len()
    }
    #[metered]
    async fn tuples((a, mut b): (u8, u8), [first, .., last]: [u8; 4]) -> u8 {
        body().await;
        b += 1;
        a + b + first + last
    }
    #[metered]
    fn references(&a: &u8, &mut ref mut b: &mut u8, whole @ (_, c): (u8, u8)) -> u8 {
        sync_body();
        *b += 1;
        a + *b + c + whole.0
    }
    #[metered]
    async fn rest(Point { x, .. }: Point, (.., z): (u8, u8, u8)) -> u8 {
        body().await;
        x + z
    }
    assert_eq!(timed(FAMILY, || structures(Point { x: 1, y: 2 }, Wrapper(3, String::new()))).await, 6);
    assert_eq!(timed(FAMILY, || tuples((1, 2), [3, 0, 0, 4])).await, 11);
    assert_eq!(timed_sync(FAMILY, || references(&1, &mut 2, (3, 4))), 11);
    assert_eq!(timed(FAMILY, || rest(Point { x: 1, y: 0 }, (0, 0, 2))).await, 3);
}

#[tokio::test]
async fn wildcards() {
    #[metered]
    async fn shape(_: u8, _: String, _named: Vec<u8>, used: u8) -> u8 {
        body().await;
        used
    }
    #[metered]
    fn sync_shape(_: u8, _: &str) {
        sync_body();
    }
    assert_eq!(timed(FAMILY, || shape(1, String::new(), vec![], 2)).await, 2);
    timed_sync(FAMILY, || sync_shape(1, ""));
}

#[tokio::test]
async fn raw_identifiers() {
    #[metered(agent_id = r#type)]
    async fn r#match(r#type: String, r#fn: u8) -> usize {
        body().await;
        r#type.len() + usize::from(r#fn)
    }
    assert_eq!(timed(FAMILY, || r#match("a".to_owned(), 1)).await, 2);
}

#[tokio::test]
async fn with_attributes() {
    #[metered]
    async fn shape(
        #[cfg(any())] absent: MissingPrice,
        #[cfg(all())] number: u8,
        #[allow(unused_variables)] allowed: u8,
        #[expect(unused_variables)] expected: u8,
    ) -> u8 {
        body().await;
        number
    }
    #[metered]
    fn sync_shape(#[cfg(any())] _: MissingPrice, #[cfg(all())] _: u8, #[cfg(any())] other: MissingPrice) {
        sync_body();
    }
    assert_eq!(timed(FAMILY, || shape(1, 2, 3)).await, 1);
    timed_sync(FAMILY, || sync_shape(1));
}

#[tokio::test]
async fn functions() {
    #[metered]
    async fn closure(mut call: impl FnMut(&str) -> usize) -> usize {
        body().await;
        call("ab") + call("c")
    }
    #[metered]
    async fn asynchronous_closure(call: impl AsyncFn(u8) -> u8) -> u8 {
        body().await;
        call(1).await
    }
    #[metered]
    async fn asynchronous_once(call: impl AsyncFnOnce(&str) -> usize) -> usize {
        body().await;
        call("ab").await
    }
    #[metered]
    async fn higher_ranked<F>(call: F) -> usize
    where
        F: for<'a> Fn(&'a str) -> &'a str,
    {
        body().await;
        call("abc").len()
    }
    #[metered]
    async fn returning_a_future<F, T>(call: F) -> T
    where
        F: FnOnce() -> T,
        T: Future<Output = ()> + Send,
    {
        body().await;
        call()
    }
    #[metered]
    fn objects(first: &dyn Fn(u8) -> u8, second: Box<dyn FnOnce(u8) -> u8>, third: fn(u8) -> u8) -> u8 {
        sync_body();
        third(second(first(1)))
    }
    let mut seen = 0;
    assert_eq!(
        timed(FAMILY, || closure(|text| {
            seen += 1;
            text.len()
        }))
        .await,
        3
    );
    assert_eq!(timed(FAMILY, || asynchronous_closure(async |number| number + 1)).await, 2);
    assert_eq!(timed(FAMILY, || asynchronous_once(async |text: &str| text.len())).await, 2);
    assert_eq!(timed(FAMILY, || higher_ranked(|text| &text[1..])).await, 2);
    timed(FAMILY, || returning_a_future(|| async {})).await.await;
    assert_eq!(timed_sync(FAMILY, || objects(&|a| a + 1, Box::new(|a| a * 2), |a| a - 1)), 3);
}

#[tokio::test]
async fn moved_after_they_served_as_labels() {
    #[metered(agent_id = name, worker_type = kind.as_deref())]
    async fn shape(name: String, kind: Option<String>, rest: Vec<u8>) -> (String, Option<String>) {
        body().await;
        drop(rest);
        let moved = name;
        (moved, kind)
    }
    #[metered(agent_id = &*name, worker_type = number)]
    fn sync_shape(name: Arc<str>, number: u64) -> Arc<str> {
        sync_body();
        assert_eq!(number, 7);
        name
    }
    assert_eq!(timed(FAMILY, || shape("a".to_owned(), None, vec![])).await.0, "a");
    assert_eq!(&*timed_sync(FAMILY, || sync_shape("a".into(), 7)), "a");
}

#[tokio::test]
async fn mutable_references_as_labels() {
    #[metered(agent_id = name, worker_type = &*kind)]
    async fn shape(name: &mut String, kind: &mut str) {
        body().await;
        name.push('b');
        kind.make_ascii_uppercase();
    }
    let (mut name, mut kind) = ("a".to_owned(), "k".to_owned());
    timed(FAMILY, || shape(&mut name, &mut kind)).await;
    assert_eq!((&*name, &*kind), ("ab", "K"));
}

#[tokio::test]
async fn named_like_what_the_macro_invents() {
    #[metered(agent_id = __guard, worker_type = __value)]
    async fn shape(__guard: &str, __value: &str, __failed: u8, __handle: u8, __success: u8, __future: u8) -> usize {
        body().await;
        let __expected = usize::from(__failed + __handle + __success + __future);
        let krate = __guard.len();
        __expected + krate + __value.len()
    }
    #[metered(agent_id = __call, worker_type = __stream)]
    fn sync_shape(__call: &str, __stream: &str, __seen: u8, __item: u8, __observe: u8, __end: u8) -> usize {
        sync_body();
        __call.len() + __stream.len() + usize::from(__seen + __item + __observe + __end)
    }
    assert_eq!(timed(FAMILY, || shape("a", "b", 1, 1, 1, 1)).await, 6);
    assert_eq!(timed_sync(FAMILY, || sync_shape("a", "b", 1, 1, 1, 1)), 6);
}

#[tokio::test]
async fn lifetimes() {
    #[metered]
    async fn shape<'a, 'b: 'a>(first: &'a str, second: &'b str, first_wins: bool) -> &'a str {
        body().await;
        if first_wins { first } else { second }
    }
    #[metered]
    async fn late_bound<'a>(text: &'a str, _: &'a str) -> &'a str {
        body().await;
        text
    }
    assert_eq!(timed(FAMILY, || shape("a", "b", true)).await, "a");
    assert_eq!(timed(FAMILY, || late_bound("a", "b")).await, "a");
}
