// What a function can return.

use crate::support::{body, sync_body, timed, timed_sync};
use agent_metrics_tests::Failed;
use std::{convert::Infallible, fmt::Display, future::Future};

#[test]
fn never() {
    #[metered]
    fn panics() -> ! {
        panic!("on purpose")
    }
    #[metered]
    fn loops(mut rounds: u8) -> ! {
        loop {
            rounds += 1;
            assert!(rounds < 3, "on purpose");
        }
    }
    #[metered]
    async fn asynchronous(text: &'static str) -> ! {
        tokio::task::yield_now().await;
        panic!("{text}")
    }
    #[metered]
    async fn asynchronous_loop(rounds: u8) -> ! {
        let mut left = rounds;
        loop {
            tokio::task::yield_now().await;
            left -= 1;
            assert!(left > 0, "on purpose");
        }
    }
    #[metered]
    fn exits(code: i32) -> ! {
        std::process::exit(code)
    }
    let _ = exits as fn(i32) -> !;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(std::panic::catch_unwind(|| panics()).is_err());
    assert!(std::panic::catch_unwind(|| loops(0)).is_err());
    assert!(runtime.block_on(async { tokio::spawn(async { asynchronous("on purpose").await }).await }).is_err());
    assert!(runtime.block_on(async { tokio::spawn(async { asynchronous_loop(3).await }).await }).is_err());
}

#[tokio::test]
async fn impl_trait() {
    #[metered]
    fn iterator(numbers: &[u8]) -> impl Iterator<Item = u8> + use<'_> {
        sync_body();
        numbers.iter().map(|number| number + 1)
    }
    #[metered]
    async fn iterator_later(numbers: Vec<u8>) -> impl Iterator<Item = u8> {
        body().await;
        numbers.into_iter().rev()
    }
    #[metered]
    fn text(number: u8) -> impl Display + Send + 'static {
        sync_body();
        number
    }
    assert_eq!(timed_sync(FAMILY, || iterator(&[1]).collect::<Vec<_>>()), [2]);
    assert_eq!(timed(FAMILY, || iterator_later(vec![1, 2])).await.next(), Some(2));
    assert_eq!(timed_sync(FAMILY, || text(7)).to_string(), "7");
}

#[tokio::test]
async fn impl_fn() {
    #[metered]
    fn shape() -> impl Fn(&str) -> usize {
        sync_body();
        |text| text.trim().len()
    }
    #[metered]
    fn with_types() -> impl Fn(&str) -> usize {
        sync_body();
        |text: &str| text.trim().len()
    }
    #[metered]
    fn boxed() -> Box<dyn Fn(&str) -> &str> {
        sync_body();
        Box::new(|text| text.trim())
    }
    #[metered]
    fn in_an_option() -> Option<impl Fn(&str) -> usize> {
        sync_body();
        Some(|text: &str| text.len())
    }
    #[metered]
    fn returned_early(is_short: bool) -> impl Fn(&str) -> usize {
        sync_body();
        let count = move |text: &str| if is_short { 0 } else { text.len() };
        if is_short {
            return count;
        }
        count
    }
    assert_eq!(timed_sync(FAMILY, shape)(" a "), 1);
    assert_eq!(timed_sync(FAMILY, with_types)(" a "), 1);
    assert_eq!(timed_sync(FAMILY, boxed)(" a "), "a");
    assert_eq!(timed_sync(FAMILY, in_an_option).map(|length| length(" a ")), Some(3));
    assert_eq!(timed_sync(FAMILY, || returned_early(false))(" a "), 3);
}

#[tokio::test]
async fn impl_trait_inside_another_type() {
    #[metered]
    fn result(numbers: &[u8]) -> Result<impl Iterator<Item = u8> + use<'_>, Failed> {
        sync_body();
        Ok(numbers.iter().copied())
    }
    #[metered]
    async fn result_later(numbers: &[u8]) -> Result<impl Iterator<Item = u8> + use<'_>, Failed> {
        body().await;
        Ok(numbers.iter().copied())
    }
    #[metered]
    fn boxed() -> Option<Box<impl Display>> {
        sync_body();
        Some(Box::new(1))
    }
    #[metered]
    fn tuple() -> (impl Display, u8, impl Clone + use<>) {
        sync_body();
        (1, 2, 3)
    }
    #[metered]
    async fn tuple_later() -> (impl Display, u8) {
        body().await;
        (1, 2)
    }
    assert_eq!(timed_sync(FAMILY, || result(&[1]).map(Iterator::count)), Ok(1));
    assert_eq!(timed(FAMILY, || result_later(&[1])).await.map(Iterator::count), Ok(1));
    assert_eq!(timed_sync(FAMILY, boxed).unwrap().to_string(), "1");
    let (first, _, third) = timed_sync(FAMILY, tuple);
    assert_eq!((first.to_string(), third.clone()).0, "1");
    assert_eq!(timed(FAMILY, tuple_later).await.1, 2);
}

#[tokio::test]
async fn precise_captures() {
    #[metered]
    fn none(text: &str) -> impl Display + use<> {
        sync_body();
        text.len()
    }
    #[metered]
    fn one<'a, T: Display>(text: &'a str, number: &T) -> impl Display + use<'a, T> {
        sync_body();
        let _ = number.to_string();
        text
    }
    #[metered]
    fn future(text: &str) -> impl Future<Output = usize> + use<> {
        let length = text.len();
        async move {
            body().await;
            length
        }
    }
    let length = {
        let text = String::from("text");
        timed_sync(FAMILY, || none(&text))
    };
    assert_eq!(length.to_string(), "4");
    assert_eq!(timed_sync(FAMILY, || one("text", &1).to_string()), "text");
    let later = {
        let text = String::from("text");
        timed(FAMILY, || future(&text)).await
    };
    assert_eq!(later, 4);
}

#[tokio::test]
async fn infallible_and_references() {
    #[metered]
    async fn infallible() -> Result<u8, Infallible> {
        body().await;
        Ok(1)
    }
    #[metered]
    fn elided(text: &str) -> &str {
        sync_body();
        &text[1..]
    }
    #[metered]
    async fn elided_later(text: &str) -> Option<&str> {
        body().await;
        text.get(1..)
    }
    #[metered]
    fn mutable(numbers: &mut [u8]) -> Option<&mut u8> {
        sync_body();
        numbers.iter_mut().max()
    }
    #[metered]
    async fn mutable_later(numbers: &mut Vec<u8>) -> &mut u8 {
        body().await;
        numbers.push(1);
        &mut numbers[0]
    }
    assert_eq!(timed(FAMILY, infallible).await, Ok(1));
    assert_eq!(timed_sync(FAMILY, || elided("text")), "ext");
    assert_eq!(timed(FAMILY, || elided_later("text")).await, Some("ext"));
    assert_eq!(timed_sync(FAMILY, || mutable(&mut [1, 2]).copied()), Some(2));
    assert_eq!(timed(FAMILY, async || *mutable_later(&mut Vec::new()).await).await, 1);
}

#[tokio::test]
async fn generic_returns() {
    #[metered]
    async fn shape<T: Default + Send, const N: usize>() -> [T; N]
    where
        [T; N]: Default,
    {
        body().await;
        Default::default()
    }
    #[metered]
    fn projected<I: IntoIterator>(items: I) -> Option<I::Item> {
        sync_body();
        items.into_iter().next()
    }
    #[metered]
    fn qualified<I>(items: I) -> Option<<I as IntoIterator>::Item>
    where
        I: IntoIterator,
    {
        sync_body();
        items.into_iter().next()
    }
    assert_eq!(timed(FAMILY, shape::<u8, 3>).await, [0; 3]);
    assert_eq!(timed_sync(FAMILY, || projected([1])), Some(1));
    assert_eq!(timed_sync(FAMILY, || qualified([1])), Some(1));
}

mod errors_that_borrow {
    use super::*;
    use std::{
        error::Error,
        fmt,
        sync::{Arc, LockResult, Mutex, MutexGuard, mpsc},
    };

    #[derive(Debug)]
    pub(super) struct Borrowed<'a>(pub(super) &'a str);
    impl fmt::Display for Borrowed<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl Error for Borrowed<'_> {}

    pub(super) trait Client {
        type Error: Error;
        fn ask(&self) -> impl Future<Output = Result<u8, Self::Error>>;
    }
    impl<'a> Client for &'a str {
        type Error = Borrowed<'a>;
        async fn ask(&self) -> Result<u8, Self::Error> {
            body().await;
            Err(Borrowed(self))
        }
    }

    #[metered]
    pub(super) async fn associated<C: Client>(client: &C) -> Result<u8, C::Error> {
        client.ask().await
    }
    pub(super) struct Agent<C>(pub(super) C);
    impl<C: Client> Agent<C> {
        #[metered]
        pub(super) async fn associated_of_the_impl(&self) -> Result<u8, C::Error> {
            self.0.ask().await
        }
    }
    #[metered]
    pub(super) fn any<E: Error>(error: E) -> Result<u8, E> {
        sync_body();
        Err(error)
    }
    #[metered]
    pub(super) fn borrowed<'a>(text: &'a str, _: &str) -> Result<u8, Borrowed<'a>> {
        sync_body();
        Err(Borrowed(text))
    }
    #[metered]
    pub(super) async fn elided(text: &str) -> Result<u8, Borrowed<'_>> {
        body().await;
        Err(Borrowed(text))
    }
    #[metered]
    pub(super) fn reference(text: &str) -> Result<u8, mpsc::SendError<&str>> {
        sync_body();
        Err(mpsc::SendError(text))
    }
    #[metered]
    pub(super) fn boxed<'a>(text: &'a str) -> Result<u8, Box<dyn Error + 'a>> {
        sync_body();
        Err(Box::new(Borrowed(text)))
    }
    #[metered]
    pub(super) async fn shared<'a>(text: &'a str) -> Result<u8, Arc<dyn Error + Send + Sync + 'a>> {
        body().await;
        Err(Arc::new(Borrowed(text)))
    }
    #[metered]
    pub(super) fn object<'a>(error: &'a Borrowed<'a>) -> Result<u8, &'a (dyn Error + 'a)> {
        sync_body();
        Err(error)
    }
    #[metered]
    pub(super) fn lock(number: &Mutex<u8>) -> LockResult<MutexGuard<'_, u8>> {
        sync_body();
        number.lock()
    }
}

#[tokio::test]
async fn errors_that_borrow_or_are_any() {
    use errors_that_borrow::{
        Agent, Borrowed, any, associated, borrowed, boxed, elided, lock, object, reference, shared,
    };
    let text = String::from("text");
    let text = text.as_str();
    assert_eq!(timed(FAMILY, || associated(&text)).await.unwrap_err().0, "text");
    assert_eq!(timed(FAMILY, async || Agent(text).associated_of_the_impl().await).await.unwrap_err().0, "text");
    assert_eq!(timed_sync(FAMILY, || any(std::fmt::Error)).unwrap_err(), std::fmt::Error);
    assert_eq!(timed_sync(FAMILY, || borrowed(text, "")).unwrap_err().0, "text");
    assert_eq!(timed(FAMILY, || elided(text)).await.unwrap_err().0, "text");
    assert_eq!(timed_sync(FAMILY, || reference(text)).unwrap_err().0, "text");
    assert_eq!(timed_sync(FAMILY, || boxed(text)).unwrap_err().to_string(), "text");
    assert_eq!(timed(FAMILY, || shared(text)).await.unwrap_err().to_string(), "text");
    let error = Borrowed(text);
    assert_eq!(timed_sync(FAMILY, || object(&error)).unwrap_err().to_string(), "text");
    assert_eq!(*timed_sync(FAMILY, || lock(&std::sync::Mutex::new(7)).map(|number| *number).unwrap_or(0)).to_string(), *"7");
}
