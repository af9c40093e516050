// What only edition 2024 can write.

use crate::support::{body, sync_body, timed, timed_sync};
use std::{cell::RefCell, fmt::Display};

#[tokio::test]
async fn if_let_chains() {
    #[metered]
    async fn shape(text: Option<&str>, limit: usize) -> usize {
        body().await;
        if let Some(text) = text
            && let length = text.len()
            && length < limit
        {
            return length;
        }
        0
    }
    assert_eq!(timed(FAMILY, || shape(Some("ab"), 3)).await, 2);
}

#[tokio::test]
async fn everything_is_captured() {
    #[metered]
    fn shape(text: &str) -> impl Display {
        sync_body();
        text
    }
    #[metered]
    fn future(text: &str) -> impl Future<Output = usize> {
        async move {
            body().await;
            text.len()
        }
    }
    assert_eq!(timed_sync(FAMILY, || shape("ab").to_string()), "ab");
    assert_eq!(timed(FAMILY, || future("ab")).await, 2);
}

#[tokio::test]
async fn a_guard_in_the_tail_is_dropped_before_the_locals() {
    // In edition 2021 this is an error: the guard would outlive the cell.
    #[metered]
    async fn shape() -> usize {
        let text = RefCell::new(String::from("text"));
        body().await;
        text.borrow().len()
    }
    #[metered]
    fn sync_shape() -> usize {
        let text = std::sync::Mutex::new(String::from("text"));
        sync_body();
        text.lock().unwrap().len()
    }
    assert_eq!(timed(FAMILY, shape).await, 4);
    assert_eq!(timed_sync(FAMILY, sync_shape), 4);
}

#[tokio::test]
async fn asynchronous_closures_inside() {
    #[metered]
    async fn shape(numbers: &[u8]) -> u8 {
        let double = async |number: u8| {
            body().await;
            number * 2
        };
        let mut sum = 0;
        for number in numbers {
            sum += double(*number).await;
        }
        sum
    }
    assert_eq!(timed(FAMILY, || shape(&[1])).await, 2);
}
