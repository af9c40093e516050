//! Expansions, compared as tokens: a change of one shows here. `P` is `::agent_metrics::__private`.

use crate::{Attribute, Mode, run, tokens::TokenStream};

fn expansion(attribute: Attribute, mode: Mode, arguments: &str, item: &str) -> String {
    let tokens = |written: &str| written.parse::<TokenStream>().expect("tokens");
    run(attribute, mode, tokens(arguments), tokens(item)).to_string()
}

/// Without what the two sides of a comparison may write differently.
fn bare(written: &str) -> String {
    let bare: String = written.chars().filter(|character| !character.is_whitespace()).collect();
    bare.replace("::agent_metrics::__private::", "P::").replace(",)", ")")
}

macro_rules! expands {
    ($attribute:ident $mode:ident [$($arguments:tt)*] { $($item:tt)* } => $($expected:tt)*) => {
        let expansion =
            expansion(Attribute::$attribute, Mode::$mode, stringify!($($arguments)*), stringify!($($item)*));
        assert_eq!(bare(&expansion), bare(stringify!($($expected)*)));
    };
}

#[test]
fn a_function_that_returns_a_value() {
    expands! {
        ToolCall On [] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            #[allow(unused_mut)]
            let mut __guard = P::ToolCall::start(
                &P::AmbientContext,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                "f",
                false,
            );
            let __returned = P::call_within(&mut __guard, move || -> u8 { a });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn off_it_is_the_function() {
    expands! {
        ToolCall Off [] { fn f(a: u8) -> Result<u8, E> { a } } => fn f(a: u8) -> Result<u8, E> { a }
    }
    expands! {
        LlmMetered Off [model = "m", usage = none] { async fn f() -> Reply { g(); h() } }
    =>
        async fn f() -> Reply { { g(); h() } }
    }
    expands! {
        ProcessMetric Off [worker, handle = call, errors] { fn f() { g(call) } }
    =>
        fn f() { let call = &P::OutcomeHandle::new(); g(call) }
    }
}

#[test]
fn off_what_can_be_wrong_is_checked() {
    expands! {
        ToolCall Off [agent_id = id] { fn f(id: u8) -> u8 { id } }
    =>
        fn f(id: u8) -> u8 {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard = P::ToolCall::start(
                    &P::AmbientContext,
                    &(id),
                    &P::Absent,
                    &P::Absent,
                    "f",
                    false,
                );
            }
            id
        }
    }
    expands! {
        MemoryOp Off [save, error = classify] { fn f() -> Result<(), E> { g() } }
    =>
        fn f() -> Result<(), E> {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard = P::MemoryOp::start(
                    &P::AmbientContext,
                    &P::Absent,
                    &P::Absent,
                    &P::Absent,
                    "save",
                    false,
                );
                let __told: Result<(), E> = P::never();
                let __value = &__told;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = P::failed_by(&*__value, classify);
                    let __success = P::SplitValue(__value).success();
                    __guard.end(
                        ::core::option::Option::None,
                        __failed,
                        (&&P::SuccessProbe(__success)).affected(),
                        (&&P::SuccessProbe(__success)).results(),
                        ::core::option::Option::None,
                    );
                }
            }
            g()
        }
    }
}

#[test]
fn a_body_that_must_stay_in_place() {
    expands! {
        ToolCall On [agent_id = self.id, errors] { #[track_caller] pub fn f(&self) -> Result<u8, E> { g(1); g(2) } }
    =>
        #[track_caller]
        pub fn f(&self) -> Result<u8, E> {
            #[allow(unused_mut)]
            let mut __guard = P::ToolCall::start(
                &P::AmbientContext,
                &(self.id),
                &P::Absent,
                &P::Absent,
                "f",
                true,
            );
            let __returned = ::core::convert::identity::<Result<u8, E>>({
                #[allow(unused_variables)]
                let __inside = P::enter(&mut __guard);
                {
                    g(1);
                    g(2)
                }
            });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn an_async_function_with_a_handle() {
    expands! {
        MemoryOp On [save, handle = call] { async fn f(a: A, _: B, c: C) -> Result<(), E> { g(a, c).await?; Ok(()) } }
    =>
        async fn f(a: A, __1: B, c: C) -> Result<(), E> {
            let __handle = P::MemoryHandle::new();
            let call = &__handle;
            #[allow(unused_mut)]
            let mut __guard = P::MemoryOp::start(
                &P::AmbientContext,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                "save",
                false,
            );
            let __returned = P::poll_within(
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
                    let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                    let __success = P::SplitValue(__value).success();
                    __guard.end(
                        ::core::option::Option::Some(&__handle),
                        __failed,
                        (&&P::SuccessProbe(__success)).affected(),
                        (&&P::SuccessProbe(__success)).results(),
                        ::core::option::Option::None,
                    );
                }
            }
            __returned
        }
    }
}

#[test]
fn a_type_that_may_be_an_alias() {
    expands! {
        ProcessMetric On [worker] { async fn f() -> Report { g().await } }
    =>
        async fn f() -> Report {
            let mut __guard = P::Process::start(
                &P::AmbientContext,
                &P::Absent,
                "worker",
                &P::Absent,
                false,
            );
            let __returned = P::poll_within(
                &mut __guard,
                ::core::pin::pin!(async move {
                    #[allow(unreachable_code, clippy::diverging_sub_expression)]
                    if false {
                        let __expected: Report = P::never();
                        return __expected;
                    }
                    g().await
                }),
            )
            .await;
            #[allow(unused_imports)]
            use P::probes::*;
            let __kind = (&&&&P::YieldedProbe(&__returned)).kind();
            __kind.meter(
                __returned,
                __guard,
                |__value| (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed(),
                move |__value, mut __guard| {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                },
            )
        }
    }
}

#[test]
fn a_future() {
    expands! {
        LlmMetered On [model = "m"] { fn f(a: &str) -> impl Future<Output = Reply> { async {} } }
    =>
        fn f(a: &str) -> impl Future<Output = Reply> {
            let mut __guard = P::LlmCall::start(
                &P::AmbientContext,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                &("m"),
                &P::Absent,
                P::NoHandle,
                false,
            );
            let __ongoing = P::yielding::<Reply, _>(
                P::call_within(&mut __guard, move || { async {} }),
            );
            async move {
                #[allow(unused_mut)]
                let mut __guard = __guard;
                let __returned =
                    P::poll_within(&mut __guard, ::core::pin::pin!(__ongoing)).await;
                {
                    let __value = &__returned;
                    {
                        #[allow(unused_imports)]
                        use P::probes::*;
                        let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                        __guard.end(__failed, P::SplitValue(&*__value).success());
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
            let mut __guard = P::LlmCall::start(
                &P::AmbientContext,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                P::NoHandle,
                false,
            );
            let __ongoing =
                P::call_within(&mut __guard, move || -> BoxFuture<'static, Reply> { g() });
            ::std::boxed::Box::pin(async move {
                #[allow(unused_mut)]
                let mut __guard = __guard;
                let __returned =
                    P::poll_within(&mut __guard, ::core::pin::pin!(__ongoing)).await;
                {
                    let __value = &__returned;
                    {
                        #[allow(unused_imports)]
                        use P::probes::*;
                        let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                        __guard.end_untold(__failed);
                    }
                }
                __returned
            })
        }
    }
}

#[test]
fn a_stream() {
    expands! {
        ProcessMetric On [] { fn f() -> impl Stream<Item = u8> { g() } }
    =>
        fn f() -> impl Stream<Item = u8> {
            let mut __guard = P::Process::start(
                &P::AmbientContext,
                &P::Absent,
                "f",
                &P::Absent,
                false,
            );
            let __returned = P::call_within(&mut __guard, move || { g() });
            #[allow(unused_imports)]
            use P::probes::*;
            let __failed = {
                let __value = &__returned;
                ::core::option::Option::None
            };
            P::Ongoing(__returned).meter(
                __guard,
                __failed,
                move |__guard, __notes| __guard.finish(::core::option::Option::None, __notes),
                move |__ongoing, __guard, __finish|
                    P::MeteredRest::new(
                        __ongoing,
                        __guard,
                        move |__value, mut __guard| {
                            #[allow(unused_imports)]
                            use P::probes::*;
                            let __failed = (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed();
                            __guard.end(::core::option::Option::None, __failed);
                        },
                        __finish,
                    )
                ,
            )
        }
    }
}

#[test]
fn a_stream_of_an_llm() {
    expands! {
        LlmMetered On [stream, usage = none] { fn f() -> Result<impl Stream<Item = u8>, E> { g() } }
    =>
        fn f() -> Result<impl Stream<Item = u8>, E> {
            let mut __guard = P::LlmCall::start(
                &P::AmbientContext,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                P::NoHandle,
                false,
            );
            let __returned = P::call_within(&mut __guard, move || -> Result<_, E> { g() });
            {
                #[allow(unused_imports)]
                use P::probes::*;
                let __failed = {
                    let __value = &__returned;
                    (&&&&&P::ErrorProbe(P::SplitValue(&*__value).failure())).failed()
                };
                P::StreamValue(__returned).meter(
                    __guard,
                    __failed,
                    move |__stream, __call| {
                        let __observe =
                            P::observer(&__stream, move |__item: &u8, __seen| {
                                let __failed = (&&&&&P::ErrorProbe(P::SplitValue(__item).failure())).failed();
                                __seen.item_untold(__failed);
                            });
                        P::Metered::new(__stream, __call, __observe)
                    },
                )
            }
        }
    }
}

#[test]
fn a_function_that_never_returns() {
    expands! {
        ToolCall On [] { fn f() -> ! { g() } }
    =>
        fn f() -> ! {
            let mut __guard = P::ToolCall::start(
                &P::AmbientContext,
                &P::Absent,
                &P::Absent,
                &P::Absent,
                "f",
                false,
            );
            let __value: ::core::convert::Infallible =
                P::call_within(&mut __guard, move || -> ::core::convert::Infallible { g() });
            match __value {}
        }
    }
}

#[test]
fn off_what_may_be_an_alias() {
    expands! {
        LlmMetered Off [] { async fn f() -> Result<Reply, E> { g(); h().await } }
    =>
        async fn f() -> Result<Reply, E> {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard = P::LlmCall::start(
                    &P::AmbientContext,
                    &P::Absent,
                    &P::Absent,
                    &P::Absent,
                    &P::Absent,
                    &P::Absent,
                    P::NoHandle,
                    false,
                );
                let __told: Result<Reply, E> = P::never();
                let __value = {
                    use P::probes::*;
                    P::OffValue(&__told).yielded()
                };
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end(__failed, P::SplitValue(&*__value).success());
                }
            }
            {
                g();
                h().await
            }
        }
    }
}
