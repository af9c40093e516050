// What a body can be.

use crate::support::{body, sync_body, timed, timed_sync};
use agent_metrics_tests::Failed;
use agent_metrics::ErrorType;
use std::{collections::BTreeMap, error::Error, fmt::Debug, num::ParseIntError};

#[derive(Debug)]
struct Converted;
impl From<Failed> for Converted {
    fn from(_: Failed) -> Self {
        Self
    }
}
impl From<ParseIntError> for Converted {
    fn from(_: ParseIntError) -> Self {
        Self
    }
}

const fn fails() -> Result<u8, Failed> {
    Err(Failed(ErrorType::Auth))
}

#[tokio::test]
async fn question_mark_converts() {
    #[metered]
    async fn shape() -> Result<u8, Converted> {
        body().await;
        let seven: u8 = "7".parse()?;
        Ok(fails()? + seven)
    }
    #[metered]
    fn sync_shape() -> Result<u8, Converted> {
        sync_body();
        fails()?;
        Ok("7".parse()?)
    }
    timed(FAMILY, shape).await.unwrap_err();
    timed_sync(FAMILY, sync_shape).unwrap_err();
}

#[tokio::test]
async fn question_mark_of_an_option() {
    #[metered]
    async fn shape(text: &str) -> Option<char> {
        body().await;
        let first = text.chars().next()?;
        Some(first)
    }
    assert_eq!(timed(FAMILY, || shape("")).await, None);
}

#[tokio::test]
async fn boxed_errors() {
    #[metered]
    async fn shape() -> Result<(), Box<dyn Error>> {
        body().await;
        Err("text")?;
        Ok(())
    }
    #[metered]
    async fn in_the_tail(fails: bool) -> Result<(), Box<dyn Error + Send + Sync>> {
        body().await;
        if fails {
            return Err("text".into());
        }
        Err(Box::new(Failed(ErrorType::Auth)))
    }
    #[metered]
    fn sync_shape() -> Result<(), Box<dyn Error>> {
        sync_body();
        Err(Box::new(Failed(ErrorType::Auth)))
    }
    timed(FAMILY, shape).await.unwrap_err();
    timed(FAMILY, || in_the_tail(true)).await.unwrap_err();
    timed_sync(FAMILY, sync_shape).unwrap_err();
}

#[tokio::test]
async fn coercions_to_the_return_type() {
    #[metered]
    async fn slice<'a>(numbers: &'a [u8; 3], empty: bool) -> Option<&'a [u8]> {
        body().await;
        if empty {
            return Some(&[]);
        }
        Some(numbers)
    }
    #[metered]
    async fn boxed(one: bool) -> Box<dyn Debug> {
        body().await;
        if one {
            return Box::new(1);
        }
        Box::new("text")
    }
    #[metered]
    fn trait_object() -> &'static dyn Debug {
        sync_body();
        &1_u8
    }
    #[metered]
    fn of_a_vector(numbers: &Vec<u8>) -> &[u8] {
        sync_body();
        numbers
    }
    #[metered]
    fn function_pointer() -> fn(u8) -> u8 {
        sync_body();
        |number| number + 1
    }
    assert_eq!(timed(FAMILY, || slice(&[1, 2, 3], false)).await.map(<[u8]>::len), Some(3));
    assert_eq!(format!("{:?}", timed(FAMILY, || boxed(true)).await), "1");
    assert_eq!(format!("{:?}", timed_sync(FAMILY, trait_object)), "1");
    assert_eq!(timed_sync(FAMILY, || of_a_vector(&vec![1]).len()), 1);
    assert_eq!(timed_sync(FAMILY, function_pointer)(1), 2);
}

#[tokio::test]
async fn inferred_from_the_return_type() {
    #[metered]
    async fn collects() -> Result<Vec<u8>, ParseIntError> {
        body().await;
        ["1", "2"].iter().map(|text| text.parse()).collect()
    }
    #[metered]
    async fn parses() -> u16 {
        body().await;
        "7".parse().unwrap_or_default()
    }
    #[metered]
    fn sync_collects() -> BTreeMap<u8, u8> {
        sync_body();
        [(1, 2)].into_iter().collect()
    }
    #[metered]
    async fn defaults() -> (u8, String) {
        body().await;
        Default::default()
    }
    assert_eq!(timed(FAMILY, collects).await, Ok(vec![1, 2]));
    assert_eq!(timed(FAMILY, parses).await, 7);
    assert_eq!(timed_sync(FAMILY, sync_collects).len(), 1);
    assert_eq!(timed(FAMILY, defaults).await.0, 0);
}

#[tokio::test]
async fn early_return() {
    #[metered]
    async fn shape(early: bool) -> u8 {
        body().await;
        if early {
            return 1;
        }
        body().await;
        2
    }
    #[metered]
    async fn of_unit(early: bool) {
        body().await;
        if early {
            return;
        }
        body().await;
    }
    #[metered]
    fn sync_shape(early: bool) -> u8 {
        sync_body();
        if early {
            return 1;
        }
        2
    }
    assert_eq!(timed(FAMILY, || shape(true)).await, 1);
    timed(FAMILY, || of_unit(true)).await;
    assert_eq!(timed_sync(FAMILY, || sync_shape(true)), 1);
}

#[tokio::test]
async fn labelled_loops() {
    #[metered]
    async fn shape(rows: &[[u8; 2]]) -> Option<u8> {
        body().await;
        let found = 'rows: loop {
            for row in rows {
                for cell in row {
                    if *cell == 0 {
                        continue 'rows;
                    }
                    if *cell > 2 {
                        break 'rows Some(*cell);
                    }
                }
            }
            break 'rows None;
        };
        let block = 'block: {
            if found.is_some() {
                break 'block 1;
            }
            2
        };
        found.map(|found| found + block)
    }
    assert_eq!(timed(FAMILY, || shape(&[[1, 2], [3, 4]])).await, Some(4));
}

#[tokio::test]
async fn let_else() {
    #[metered]
    async fn shape(text: Option<&str>) -> usize {
        body().await;
        let Some(text) = text else { return 0 };
        text.len()
    }
    #[metered]
    fn sync_shape(text: Option<&str>) -> usize {
        sync_body();
        let Some(text) = text else {
            return 0;
        };
        text.len()
    }
    assert_eq!(timed(FAMILY, || shape(None)).await, 0);
    assert_eq!(timed_sync(FAMILY, || sync_shape(Some("ab"))), 2);
}

#[tokio::test]
async fn one_line_bodies() {
    #[metered]
    async fn shape() { body().await }
    #[metered]
    fn sync_shape() { sync_body() }
    #[metered]
    fn adds(a: u8) -> u8 { { sync_body(); a + 1 } }
    timed(FAMILY, shape).await;
    timed_sync(FAMILY, sync_shape);
    assert_eq!(timed_sync(FAMILY, || adds(1)), 2);
}

#[test]
fn empty_bodies() {
    #[metered]
    async fn shape() {}
    #[metered]
    fn sync_shape() {}
    #[metered]
    fn only_a_comment() {
        // nothing
    }
    futures::executor::block_on(shape());
    sync_shape();
    only_a_comment();
}

#[tokio::test]
async fn inner_attributes() {
    #[metered]
    async fn shape() -> u8 {
        #![allow(unused_variables, clippy::let_unit_value)]
        let unused = 1;
        body().await;
        7
    }
    #[metered]
    fn sync_shape() -> u8 {
        #![allow(unused_variables)]
        #![allow(clippy::needless_return)]
        let unused = 1;
        sync_body();
        return 7;
    }
    assert_eq!(timed(FAMILY, shape).await, 7);
    assert_eq!(timed_sync(FAMILY, sync_shape), 7);
}

#[tokio::test]
async fn a_branch_as_the_tail() {
    #[metered]
    async fn if_else(yes: bool) -> Result<u8, Failed> {
        body().await;
        if yes { Ok(1) } else { Err(Failed(ErrorType::Auth)) }
    }
    #[metered]
    async fn only_if_else(yes: bool) -> u8 {
        if yes {
            body().await;
            1
        } else {
            2
        }
    }
    #[metered]
    fn only_match(number: u8) -> &'static str {
        match number {
            0 => {
                sync_body();
                "zero"
            }
            _ => "more",
        }
    }
    assert!(timed(FAMILY, || if_else(true)).await.is_ok());
    assert_eq!(timed(FAMILY, || only_if_else(true)).await, 1);
    assert_eq!(timed_sync(FAMILY, || only_match(0)), "zero");
}

#[tokio::test]
async fn todo_and_unreachable() {
    #[metered]
    async fn to_do() -> Result<u8, Failed> {
        todo!()
    }
    #[metered]
    fn sync_to_do(_text: &str) -> Result<u8, Failed> {
        todo!("later")
    }
    #[metered]
    async fn of_unit() {
        unimplemented!()
    }
    #[metered]
    async fn not_reached(number: u8) -> u8 {
        body().await;
        match number {
            1 => 1,
            _ => unreachable!(),
        }
    }
    assert!(tokio::spawn(to_do()).await.is_err());
    assert!(tokio::spawn(of_unit()).await.is_err());
    assert!(std::panic::catch_unwind(|| sync_to_do("")).is_err());
    assert_eq!(timed(FAMILY, || not_reached(1)).await, 1);
}

#[tokio::test]
async fn a_lock_guard_in_the_tail() {
    #[metered]
    async fn shape() -> usize {
        let text = std::sync::Mutex::new(String::from("text"));
        body().await;
        let length = text.lock().unwrap().len();
        length
    }
    #[metered]
    async fn of_an_argument(text: &std::sync::Mutex<String>) -> usize {
        body().await;
        text.lock().unwrap().len()
    }
    #[metered]
    fn sync_of_an_argument(text: &std::sync::RwLock<Vec<u8>>) -> Option<u8> {
        sync_body();
        text.read().unwrap().first().copied()
    }
    #[metered]
    async fn of_an_owned_argument(text: std::sync::Arc<tokio::sync::Mutex<String>>) -> usize {
        body().await;
        let length = text.lock().await.len();
        length
    }
    assert_eq!(timed(FAMILY, shape).await, 4);
    assert_eq!(timed(FAMILY, async || of_an_argument(&std::sync::Mutex::new(String::new())).await).await, 0);
    assert_eq!(timed_sync(FAMILY, || sync_of_an_argument(&std::sync::RwLock::new(vec![1]))), Some(1));
    let shared = std::sync::Arc::default();
    assert_eq!(timed(FAMILY, || of_an_owned_argument(shared)).await, 0);
}

#[tokio::test]
async fn items_and_closures_inside() {
    #[metered]
    async fn shape(numbers: &[u8]) -> Result<u32, Failed> {
        const START: u32 = 1;
        fn double(number: u8) -> u32 {
            return u32::from(number) * 2;
        }
        struct Sum(u32);
        impl Sum {
            const fn value(&self) -> u32 {
                self.0
            }
        }
        body().await;
        let doubled = |number: &u8| -> Result<u32, Failed> {
            if *number == 0 {
                return Err(Failed(ErrorType::Other));
            }
            Ok(double(*number))
        };
        let mut sum = Sum(START);
        for number in numbers {
            sum.0 += doubled(number)?;
        }
        let later = async { Ok::<_, Failed>(fails()?) };
        assert!(later.await.is_err());
        Ok(sum.value())
    }
    assert_eq!(timed(FAMILY, || shape(&[1, 2])).await, Ok(7));
}
