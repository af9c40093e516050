// A closure that is returned has the type that the signature asks for.

use crate::support::{body, sync_body, timed, timed_sync};
use std::{borrow::Cow, fmt::Display, future::Future, pin::Pin};

type Step = Box<dyn Fn(u8) -> u8>;
pub struct Request(u8);

#[tokio::test]
async fn the_value_of_a_closure_is_converted() {
    #[metered]
    fn nested(n: u8) -> impl FnOnce() -> Box<dyn Fn(u8) -> u8> {
        sync_body();
        move || Box::new(move |x| x * n)
    }
    #[metered]
    async fn nested_later(n: u8) -> impl FnOnce() -> Box<dyn Fn(u8) -> u8> {
        body().await;
        move || Box::new(move |x| x * n)
    }
    #[metered]
    fn slice() -> impl Fn(u8) -> &'static [u8] {
        sync_body();
        |x| if x == 0 { &[] } else { &[1, 2] }
    }
    #[metered]
    async fn slice_later() -> impl Fn(u8) -> &'static [u8] {
        body().await;
        |_| &[1, 2]
    }
    #[metered]
    fn mutable() -> impl FnMut() -> Option<Box<dyn Fn() -> u8>> {
        sync_body();
        let mut calls = 0;
        move || {
            calls += 1;
            Some(Box::new(move || calls))
        }
    }
    #[metered]
    fn handler() -> impl Fn(Request) -> Pin<Box<dyn Future<Output = u8> + Send>> + Send + 'static {
        sync_body();
        |request| Box::pin(async move { request.0 })
    }
    #[metered]
    fn pointer() -> impl Fn() -> fn(u8) -> u8 {
        sync_body();
        || |x| x + 1
    }
    #[metered]
    fn fallible() -> impl Fn(u8) -> Result<Box<dyn Display>, Box<dyn std::error::Error>> {
        sync_body();
        |x| if x == 0 { Err("zero".into()) } else { Ok(Box::new(x)) }
    }
    assert_eq!(timed_sync(FAMILY, || nested(3))()(2), 6);
    assert_eq!((timed(FAMILY, || nested_later(3)).await)()(2), 6);
    assert_eq!(timed_sync(FAMILY, slice)(1), [1, 2]);
    assert_eq!((timed(FAMILY, slice_later).await)(1), [1, 2]);
    assert_eq!(timed_sync(FAMILY, mutable)().map(|calls| calls()), Some(1));
    assert_eq!(timed_sync(FAMILY, handler)(Request(7)).await, 7);
    assert_eq!(timed_sync(FAMILY, pointer)()(1), 2);
    assert_eq!(timed_sync(FAMILY, fallible)(1).map(|x| x.to_string()).ok().as_deref(), Some("1"));
}

#[tokio::test]
async fn the_arguments_of_a_closure_are_borrowed() {
    #[metered]
    fn declared() -> impl for<'a> Fn(&'a str) -> &'a str {
        sync_body();
        |text| text.trim()
    }
    #[metered]
    async fn declared_later() -> impl for<'a> Fn(&'a str) -> &'a str {
        body().await;
        |text| text.trim()
    }
    #[metered]
    fn inside_types() -> impl Fn(&[(u8, &str)]) -> Cow<'static, str> {
        sync_body();
        |pairs| pairs.iter().map(|(_, text)| *text).collect()
    }
    #[metered]
    fn cow() -> impl for<'a> Fn(Cow<'a, str>, &mut Vec<u8>) -> Cow<'a, str> {
        sync_body();
        |text, numbers| {
            numbers.push(1);
            text
        }
    }
    assert_eq!(timed_sync(FAMILY, declared)(" a "), "a");
    assert_eq!((timed(FAMILY, declared_later).await)(" a "), "a");
    assert_eq!(timed_sync(FAMILY, inside_types)(&[(1, "a"), (2, "b")]), "ab");
    assert_eq!(timed_sync(FAMILY, cow)(Cow::Borrowed("a"), &mut Vec::new()), "a");
}

#[tokio::test]
async fn closures_in_a_tuple() {
    #[metered]
    fn shape(n: u8) -> (impl Fn() -> Step, u8, impl Fn(&str) -> &str) {
        sync_body();
        (move || Box::new(move |x| x + n), n, |text| text.trim())
    }
    #[metered]
    async fn later(n: u8) -> (impl Fn() -> Box<dyn Fn(u8) -> u8>, impl Display) {
        body().await;
        (move || Box::new(move |x| x + n), n)
    }
    let (step, n, trim) = timed_sync(FAMILY, || shape(1));
    assert_eq!((step()(n), trim(" a ")), (2, "a"));
    let (step, n) = timed(FAMILY, || later(1)).await;
    assert_eq!((step()(2), n.to_string()), (3, String::from("1")));
}

struct Agent<T>(T);

impl<'t, T: Display + Clone + 't> Agent<&'t T> {
    #[metered]
    fn of_the_impl(&self) -> impl Fn(&T) -> Box<dyn Display + 't> {
        sync_body();
        let own = self.0;
        move |other: &T| Box::new(format!("{own}{other}"))
    }
    #[metered]
    async fn of_the_impl_later<'a, U: Display>(&'a self, with: &'a U) -> impl Fn() -> Box<dyn Display + 'a> {
        body().await;
        move || Box::new(format!("{}{with}", self.0))
    }
}

#[tokio::test]
async fn parameters_of_the_function_and_its_impl() {
    #[metered]
    fn shape<'a, T: Display + Clone>(value: &'a T) -> impl Fn(&T) -> Box<dyn Display + 'a> {
        sync_body();
        move |_| Box::new(value.clone().to_string())
    }
    assert_eq!(timed_sync(FAMILY, || shape(&1))(&2).to_string(), "1");
    assert_eq!(timed_sync(FAMILY, || Agent(&1).of_the_impl())(&2).to_string(), "12");
    let agent = Agent(&1);
    assert_eq!((timed(FAMILY, || agent.of_the_impl_later(&2)).await)().to_string(), "12");
}
