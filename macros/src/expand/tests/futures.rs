//! Expands async functions, and functions that return a future.

use super::expands;

#[test]
fn an_async_function_with_a_handle() {
    expands! {
        MemoryOp On [save, handle = call] { async fn f(a: A, _: B, c: C) -> Result<(), E> { g(a, c).await?; Ok(()) } }
    =>
        async fn f(a: A, __1: B, c: C) -> Result<(), E> {
            let __handle = P::MemoryHandle::new();
            let call = &__handle;
            let mut __guard = P::MemoryOpGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "save",
                false,
            );
            let __returned = P::instrument(
                &mut __guard,
                ::core::pin::pin!(async move {
                    #[allow(unreachable_code, clippy::diverging_sub_expression)]
                    if false {
                        let __expected: Result<(), E> = P::never();
                        return __expected;
                    }
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &c;
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &__1;
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &a;
                    {
                        g(a, c).await?;
                        Ok(())
                    }
                }),
            )
            .await;
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    let __success = P::ResultProbe(__value).success();
                    __guard.end(
                        ::core::option::Option::Some(&__handle),
                        __failed,
                        (&&P::MemoryCountProbe(__success)).affected(),
                        (&&P::MemoryCountProbe(__success)).results(),
                        ::core::option::Option::None,
                    );
                }
            }
            __returned
        }
    }
}

#[test]
fn a_future() {
    expands! {
        LlmMetered On [model = "m"] { fn f(a: &str) -> impl Future<Output = Reply> { async {} } }
    =>
        fn f(a: &str) -> impl Future<Output = Reply> {
            let mut __guard = P::LlmCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &("m"),
                &P::Unset,
                P::NoHandle,
                false,
            );
            let __returned = P::infer_output::<Reply, _>(
                P::in_scope(&mut __guard, move || { async {} }),
            );
            async move {
                let mut __guard = __guard;
                let __returned =
                    P::instrument(&mut __guard, ::core::pin::pin!(__returned)).await;
                {
                    let __value = &__returned;
                    {
                        #[allow(unused_imports)]
                        use P::probes::*;
                        let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                        __guard.end(__failed, P::ResponseProbe(P::ResultProbe(&*__value).success()).response());
                    }
                }
                __returned
            }
        }
    }
}

#[test]
fn a_boxed_future() {
    expands! {
        LlmMetered On [usage = none] { fn f() -> BoxFuture<'static, Reply> { g() } }
    =>
        fn f() -> BoxFuture<'static, Reply> {
            let mut __guard = P::LlmCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                P::NoHandle,
                false,
            );
            let __returned =
                P::in_scope(&mut __guard, move || -> BoxFuture<'static, Reply> { g() });
            ::std::boxed::Box::pin(async move {
                let mut __guard = __guard;
                let __returned =
                    P::instrument(&mut __guard, ::core::pin::pin!(__returned)).await;
                {
                    let __value = &__returned;
                    {
                        #[allow(unused_imports)]
                        use P::probes::*;
                        let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                        __guard.end_without_usage(__failed);
                    }
                }
                __returned
            })
        }
    }
}
