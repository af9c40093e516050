// Functions that return a stream: what is timed is the stream, to its end.

use crate::support::{body, timed};
use agent_metrics_tests::Failed;
use futures::{
    FutureExt, Stream, StreamExt, stream,
    stream::{BoxStream, LocalBoxStream},
};
use std::{pin::Pin, rc::Rc};

/// Two items, each late.
fn late(first: u8) -> impl Stream<Item = u8> + Send + 'static {
    stream::iter([first, first + 1]).then(|item| async move {
        body().await;
        item
    })
}

async fn all<S: Stream>(stream: S) -> Vec<S::Item> {
    stream.collect().await
}

#[tokio::test]
async fn impl_stream() {
    #[metered]
    fn shape(first: u8) -> impl Stream<Item = u8> + Send {
        late(first)
    }
    #[metered]
    async fn later(first: u8) -> impl Stream<Item = u8> {
        body().await;
        late(first)
    }
    assert_eq!(timed(FAMILY, || all(shape(1))).await, [1, 2]);
    assert_eq!(timed(FAMILY, async || all(later(1).await).await).await, [1, 2]);
}

#[tokio::test]
async fn impl_stream_in_a_result() {
    #[metered]
    fn shape(first: u8) -> Result<impl Stream<Item = Result<u8, Failed>>, Failed> {
        Ok(late(first).map(Ok))
    }
    #[metered]
    async fn later(first: u8) -> Result<impl Stream<Item = Result<u8, Failed>> + Send, Failed> {
        body().await;
        Ok(late(first).map(Ok))
    }
    assert_eq!(timed(FAMILY, async || all(shape(1).unwrap()).await).await, [Ok(1), Ok(2)]);
    assert_eq!(timed(FAMILY, async || all(later(1).await.unwrap()).await).await, [Ok(1), Ok(2)]);
}

type Tokens = Pin<Box<dyn Stream<Item = u8> + Send>>;

#[tokio::test]
async fn boxed_streams() {
    #[metered]
    fn pinned() -> Pin<Box<dyn Stream<Item = u8> + Send>> {
        Box::pin(late(1))
    }
    #[metered]
    fn pinned_opaque() -> Pin<Box<impl Stream<Item = u8> + Send>> {
        Box::pin(late(1))
    }
    #[metered]
    async fn pinned_opaque_in_a_result() -> Result<Pin<Box<impl Stream<Item = u8>>>, Failed> {
        body().await;
        Ok(Box::pin(late(1)))
    }
    #[metered]
    fn boxed(text: &str) -> BoxStream<'_, char> {
        stream::iter(text.chars()).then(async |item| {
            body().await;
            item
        }).boxed_local_or_send()
    }
    #[metered]
    async fn local(text: Rc<str>) -> LocalBoxStream<'static, usize> {
        body().await;
        stream::once(async move { text.len() }).boxed_local()
    }
    #[metered]
    fn aliased() -> Tokens {
        Box::pin(late(1))
    }
    #[metered]
    fn sync() -> Pin<Box<dyn Stream<Item = u8> + Sync>> {
        Box::pin(stream::once(crate::support::syncs(1)))
    }
    #[metered]
    fn of_futures() -> Pin<Box<dyn Stream<Item = Pin<Box<dyn std::future::Future<Output = u8> + Send>>>>> {
        Box::pin(late(1).map(|item| async move { item }.boxed()))
    }
    // No name in it is that of a stream.
    #[metered]
    async fn aliased_later() -> Tokens {
        Box::pin(late(1))
    }
    #[metered]
    async fn in_a_result() -> Result<Tokens, Failed> {
        Ok(late(1).boxed())
    }
    assert_eq!(timed(FAMILY, || all(pinned())).await, [1, 2]);
    assert_eq!(timed(FAMILY, || all(pinned_opaque())).await, [1, 2]);
    assert_eq!(timed(FAMILY, || all(sync())).await, [1]);
    assert_eq!(timed(FAMILY, || all(of_futures())).await.len(), 2);
    assert_eq!(timed(FAMILY, async || all(pinned_opaque_in_a_result().await.unwrap()).await).await, [1, 2]);
    assert_eq!(timed(FAMILY, || all(boxed("ab"))).await, ['a', 'b']);
    assert_eq!(timed(FAMILY, async || all(local("ab".into()).await).await).await, [2]);
    assert_eq!(timed(FAMILY, || all(aliased())).await, [1, 2]);
    assert_eq!(timed(FAMILY, async || all(aliased_later().await).await).await, [1, 2]);
    assert_eq!(timed(FAMILY, async || all(in_a_result().await.unwrap()).await).await, [1, 2]);
}

trait BoxedLocalOrSend<'a>: Stream + Send + Sized + 'a {
    fn boxed_local_or_send(self) -> BoxStream<'a, Self::Item> {
        self.boxed()
    }
}
impl<'a, S: Stream + Send + 'a> BoxedLocalOrSend<'a> for S {}

#[tokio::test]
async fn async_stream_macro() {
    #[metered]
    fn shape(text: String) -> impl Stream<Item = char> {
        async_stream::stream! {
            for letter in text.chars() {
                body().await;
                yield letter;
            }
        }
    }
    #[metered]
    fn fallible(text: &str) -> impl Stream<Item = Result<char, Failed>> + use<'_> {
        async_stream::try_stream! {
            for letter in text.chars() {
                body().await;
                yield letter;
            }
        }
    }
    assert_eq!(timed(FAMILY, || all(shape("ab".to_owned()))).await, ['a', 'b']);
    assert_eq!(timed(FAMILY, || all(fallible("ab"))).await, [Ok('a'), Ok('b')]);
}
