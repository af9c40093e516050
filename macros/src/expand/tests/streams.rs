//! Expands functions that return a stream.

use super::expands;

#[test]
fn a_stream() {
    expands! {
        ProcessMetric On [] { fn f() -> impl Stream<Item = u8> { g() } }
    =>
        fn f() -> impl Stream<Item = u8> {
            let mut __guard = P::ProcessGuard::start(
                &P::AmbientContext,
                &P::Unset,
                "f",
                &P::Unset,
                false,
            );
            let __returned = P::in_scope(&mut __guard, move || { g() });
            #[allow(unused_imports)]
            use P::probes::*;
            let __failed = {
                let __value = &__returned;
                ::core::option::Option::None
            };
            P::DeferredProbe(__returned).meter(
                __guard,
                __failed,
                move |__guard, __observed| __guard.finish(::core::option::Option::None, __observed),
                move |__returned, __guard, __finish| {
                    let __report = P::item_reporter(
                        &__returned,
                        &__guard,
                        move |__value: &u8, mut __guard| {
                            #[allow(unused_imports)]
                            use P::probes::*;
                            let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                            __guard.end(::core::option::Option::None, __failed);
                        }
                    );
                    P::InstrumentedStream::new(__returned, __guard, __report, __finish)
                },
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
            let __returned = P::in_scope(&mut __guard, move || -> Result<_, E> { g() });
            #[allow(unused_imports)]
            use P::probes::*;
            let __failed = {
                let __value = &__returned;
                (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed()
            };
            P::DeferredProbe(__returned).meter(
                __guard,
                __failed,
                move |__guard, __observed| __guard.finish(__observed),
                move |__returned, __guard, __finish| {
                    let __report = P::item_reporter(
                        &__returned,
                        &__guard,
                        move |__value: &u8, mut __guard| {
                            #[allow(unused_imports)]
                            use P::probes::*;
                            let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                            __guard.end_without_usage(__failed);
                        }
                    );
                    P::InstrumentedStream::new(__returned, __guard, __report, __finish)
                },
            )
        }
    }
}
