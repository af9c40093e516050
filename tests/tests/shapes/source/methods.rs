// Methods, traits, receivers.

use crate::support::{body, sync_body, timed, timed_sync};
use agent_metrics_tests::Failed;
use async_trait::async_trait;
use std::{future::Future, pin::Pin, rc::Rc, sync::Arc};

#[derive(Clone, Default)]
struct Worker {
    id: String,
    runs: u8,
}

impl Worker {
    const LIMIT: u8 = 9;

    #[metered(agent_id = self.id)]
    async fn by_reference(&self) -> usize {
        body().await;
        self.id.len()
    }
    #[metered(agent_id = self.id)]
    async fn by_mutable_reference(&mut self) -> &mut Self {
        body().await;
        self.runs += 1;
        self
    }
    #[metered(agent_id = self.id, worker_type = self.runs)]
    async fn by_value(self) -> String {
        body().await;
        self.id
    }
    #[metered(agent_id = self.id)]
    async fn by_mutable_value(mut self) -> Self {
        body().await;
        self.runs += 1;
        self
    }
    #[metered(agent_id = self.id)]
    async fn by_shared_pointer(self: Arc<Self>) -> usize {
        body().await;
        self.id.len()
    }
    #[metered(agent_id = self.id)]
    async fn by_reference_to_a_shared_pointer(self: &Arc<Self>) -> usize {
        body().await;
        Arc::strong_count(self)
    }
    #[metered(agent_id = self.id)]
    async fn by_local_pointer(self: Rc<Self>) -> usize {
        body().await;
        self.id.len()
    }
    #[metered(agent_id = self.id)]
    async fn by_box(self: Box<Self>) -> String {
        body().await;
        self.id
    }
    #[metered(agent_id = self.id)]
    async fn by_reference_to_a_local_pointer(self: &Rc<Self>) -> usize {
        body().await;
        Rc::strong_count(self)
    }
    #[metered(agent_id = self.id)]
    async fn by_mutable_reference_to_a_box(self: &mut Box<Self>) -> u8 {
        body().await;
        self.runs += 1;
        self.runs
    }
    #[metered(agent_id = self.id)]
    async fn pinned_and_shared(self: Pin<Arc<Self>>) -> usize {
        body().await;
        self.id.len()
    }
    #[metered(agent_id = self.id)]
    async fn pinned(self: Pin<&mut Self>) -> u8 {
        body().await;
        self.get_mut().runs
    }
    #[metered(agent_id = self.id)]
    fn sync_pinned(mut self: Pin<&mut Self>) -> u8 {
        sync_body();
        self.as_mut().runs += 1;
        self.runs
    }
    #[metered]
    async fn without(name: &str) -> Self {
        body().await;
        Self { id: name.to_owned(), ..Self::default() }
    }
    #[metered]
    fn limit(&self) -> Option<u8> {
        sync_body();
        Some(Self::LIMIT - self.runs)
    }
    #[metered(agent_id = self.id)]
    pub(crate) async fn lends(&self) -> Result<&str, Failed> {
        body().await;
        Ok(&self.id)
    }
    #[metered]
    fn inner(&mut self) -> &mut String {
        sync_body();
        &mut self.id
    }
}

#[tokio::test]
async fn every_receiver() {
    let worker = || Worker { id: "id".to_owned(), runs: 0 };
    assert_eq!(timed(FAMILY, async || worker().by_reference().await).await, 2);
    assert_eq!(timed(FAMILY, async || worker().by_mutable_reference().await.runs).await, 1);
    assert_eq!(timed(FAMILY, || worker().by_value()).await, "id");
    assert_eq!(timed(FAMILY, || worker().by_mutable_value()).await.runs, 1);
    assert_eq!(timed(FAMILY, || Arc::new(worker()).by_shared_pointer()).await, 2);
    assert_eq!(timed(FAMILY, async || Arc::new(worker()).by_reference_to_a_shared_pointer().await).await, 1);
    assert_eq!(timed(FAMILY, || Rc::new(worker()).by_local_pointer()).await, 2);
    assert_eq!(timed(FAMILY, || Box::new(worker()).by_box()).await, "id");
    assert_eq!(timed(FAMILY, async || Rc::new(worker()).by_reference_to_a_local_pointer().await).await, 1);
    assert_eq!(timed(FAMILY, async || Box::new(worker()).by_mutable_reference_to_a_box().await).await, 1);
    assert_eq!(timed(FAMILY, || Arc::pin(worker()).pinned_and_shared()).await, 2);
    assert_eq!(timed(FAMILY, async || Pin::new(&mut worker()).pinned().await).await, 0);
    assert_eq!(timed_sync(FAMILY, || Pin::new(&mut worker()).sync_pinned()), 1);
    assert_eq!(timed(FAMILY, || Worker::without("id")).await.id, "id");
    assert_eq!(timed_sync(FAMILY, || worker().limit()), Some(9));
    assert_eq!(timed(FAMILY, async || worker().lends().await.map(str::len)).await, Ok(2));
    assert_eq!(timed_sync(FAMILY, || worker().inner().len()), 2);
}

struct Holder<'a, T, const N: usize> {
    items: &'a [T; N],
}

impl<'a, T: Clone + Send + Sync, const N: usize> Holder<'a, T, N>
where
    T: std::fmt::Debug,
{
    #[metered(worker_type = N)]
    async fn first(&self) -> Option<&'a T> {
        body().await;
        self.items.first()
    }
    #[metered]
    async fn with<U>(self, other: U) -> (Self, U)
    where
        U: Send,
    {
        body().await;
        (self, other)
    }
    #[metered]
    fn map<U>(&self, function: impl Fn(&T) -> U) -> Vec<U> {
        sync_body();
        self.items.iter().map(function).collect()
    }
}

#[tokio::test]
async fn generic_impls() {
    let holder = || Holder { items: &[1, 2] };
    assert_eq!(timed(FAMILY, async || holder().first().await).await, Some(&1));
    assert_eq!(timed(FAMILY, || holder().with("b")).await.1, "b");
    assert_eq!(timed_sync(FAMILY, || holder().map(|item| item + 1)), [2, 3]);
}

trait Tool {
    type Output;
    fn call(&self) -> impl Future<Output = Self::Output> + Send;
    fn with_a_default(&self) -> impl Future<Output = u8> + Send
    where
        Self: Sync;
    fn sync_call(&self) -> u8;
    #[allow(async_fn_in_trait)] // it is the shape
    async fn native(&self, text: &str) -> usize;
    #[metered]
    #[allow(async_fn_in_trait)] // it is the shape
    async fn default_body(&self) -> u8 {
        body().await;
        self.sync_call()
    }
    #[metered]
    fn sync_default_body(&self) -> u8 {
        sync_body();
        7
    }
}

impl Tool for Worker {
    type Output = Result<u8, Failed>;

    // An async fn for a method that returns `impl Future`.
    #[metered(agent_id = self.id)]
    async fn call(&self) -> Self::Output {
        body().await;
        Ok(self.runs)
    }
    #[metered]
    fn with_a_default(&self) -> impl Future<Output = u8> + Send
    where
        Self: Sync,
    {
        async {
            body().await;
            self.runs
        }
    }
    #[metered]
    fn sync_call(&self) -> u8 {
        sync_body();
        self.runs
    }
    #[metered(agent_id = self.id)]
    async fn native(&self, text: &str) -> usize {
        body().await;
        text.len()
    }
}

struct Other;
impl Tool for Other {
    type Output = ();
    async fn call(&self) -> Self::Output {}
    async fn with_a_default(&self) -> u8 {
        1
    }
    fn sync_call(&self) -> u8 {
        3
    }
    async fn native(&self, _: &str) -> usize {
        0
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn traits() {
    let worker = Worker::default();
    assert_eq!(timed(FAMILY, || is_send(worker.call())).await, Ok(0));
    assert_eq!(timed(FAMILY, || is_send(worker.with_a_default())).await, 0);
    assert_eq!(timed_sync(FAMILY, || worker.sync_call()), 0);
    assert_eq!(timed(FAMILY, || worker.native("ab")).await, 2);
    assert_eq!(timed(FAMILY, || Other.default_body()).await, 3);
    assert_eq!(timed_sync(FAMILY, || Other.sync_default_body()), 7);
    timed_sync(FAMILY, || (Other.sync_default_body(), Other.sync_call()));
    Other.call().await;
    let _ = (Other.with_a_default().await, Other.native("").await);
}

#[async_trait]
trait Boxed: Send + Sync {
    async fn above(&self, text: String) -> Result<usize, Failed>;
    async fn sync(&mut self) -> u8;
    #[metered]
    async fn default_body(&self) -> u8 {
        body().await;
        1
    }
    async fn generic<T: Send + 'static>(&self, value: T) -> T
    where
        Self: Sized;
}

// `#[async_trait]` expands first: the attribute sees `-> Pin<Box<dyn Future>>`, or an async fn if it stands on the impl.
#[async_trait]
impl Boxed for Worker {
    #[metered(agent_id = self.id, worker_type = text)]
    async fn above(&self, text: String) -> Result<usize, Failed> {
        body().await;
        Ok(text.len() + self.id.len())
    }
    #[metered(agent_id = self.id)]
    async fn sync(&mut self) -> u8 {
        body().await;
        self.runs += 1;
        self.runs
    }
    #[metered]
    async fn generic<T: Send + 'static>(&self, value: T) -> T
    where
        Self: Sized,
    {
        body().await;
        value
    }
}

#[async_trait(?Send)]
trait Local {
    async fn local(&self, value: Rc<u8>) -> u8;
}
#[async_trait(?Send)]
impl Local for Worker {
    #[metered(agent_id = self.id)]
    async fn local(&self, value: Rc<u8>) -> u8 {
        body().await;
        *value
    }
}

// What `#[async_trait]` makes, written by hand: below it.
trait Expanded {
    fn below<'a, 'async_trait>(
        &'a self,
        text: &'a str,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<usize, Failed>> + ::core::marker::Send + 'async_trait>>
    where
        'a: 'async_trait,
        Self: 'async_trait;
}
impl Expanded for Worker {
    #[metered(agent_id = self.id)]
    fn below<'a, 'async_trait>(
        &'a self,
        text: &'a str,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<usize, Failed>> + ::core::marker::Send + 'async_trait>>
    where
        'a: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            body().await;
            Ok(text.len())
        })
    }
}

#[tokio::test]
async fn async_trait_methods() {
    let mut worker = Worker::default();
    let boxed: &dyn Expanded = &worker;
    assert_eq!(timed(FAMILY, || is_send(boxed.below("ab"))).await, Ok(2));
    assert_eq!(timed(FAMILY, || is_send(Boxed::above(&worker, "abc".to_owned()))).await, Ok(3));
    assert_eq!(timed(FAMILY, || Boxed::default_body(&worker)).await, 1);
    assert_eq!(timed(FAMILY, || Local::local(&worker, Rc::new(7))).await, 7);
    assert_eq!(timed(FAMILY, || worker.generic("a")).await, "a");
    assert_eq!(timed(FAMILY, || worker.sync()).await, 1);
}

macro_rules! self_from_outside {
    ($self:ident, $name:ident, $body:block) => {
        #[metered(agent_id = $self.id)]
        async fn $name(&$self) -> usize $body

        #[metered(agent_id = $self.id)]
        fn sync_by_macro($self) -> usize {
            sync_body();
            $self.id.len()
        }
    };
}
impl Worker {
    self_from_outside!(self, by_macro, {
        body().await;
        self.id.len()
    });
}

#[tokio::test]
async fn methods_made_by_a_macro() {
    assert_eq!(timed(FAMILY, async || Worker::default().by_macro().await).await, 0);
    assert_eq!(timed_sync(FAMILY, || Worker::default().sync_by_macro()), 0);
}
