//! Expands functions that return a value, or nothing.

use super::expands;

#[test]
fn a_function_that_returns_a_value() {
    expands! {
        ToolCall On [] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "f",
                false,
            );
            let __returned = P::in_scope(&mut __guard, move || -> u8 { a });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn a_body_that_must_stay_in_place() {
    expands! {
        ToolCall On [agent_id = self.id, count_errors] { #[track_caller] pub fn f(&self) -> Result<u8, E> { g(1); g(2) } }
    =>
        #[track_caller]
        pub fn f(&self) -> Result<u8, E> {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &(self.id),
                &P::Unset,
                &P::Unset,
                "f",
                true,
            );
            let __returned = ::core::convert::identity::<Result<u8, E>>({
                #[allow(unused_variables)]
                let __entered = P::enter(&mut __guard);
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
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

/// The body of a `#[track_caller]` function of one line has no braces that the user did not write.
#[test]
fn a_body_of_one_line_that_must_stay_in_place() {
    expands! {
        ToolCall On [] { #[track_caller] fn f() -> u32 { line() } }
    =>
        #[track_caller]
        fn f() -> u32 {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "f",
                false,
            );
            let __returned = ::core::convert::identity::<u32>({
                #[allow(unused_variables)]
                let __entered = P::enter(&mut __guard);
                line()
            });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
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
            let mut __guard = P::ProcessGuard::start(
                &P::AmbientContext,
                &P::Unset,
                "worker",
                &P::Unset,
                false,
            );
            let __returned = P::instrument(
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
            let __kind = (&&&&P::AsyncOutputProbe(&__returned)).kind();
            __kind.meter(
                __returned,
                __guard,
                |__value| (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed(),
                move |__value, mut __guard| {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                },
            )
        }
    }
}

#[test]
fn a_function_that_never_returns() {
    expands! {
        ToolCall On [] { fn f() -> ! { g() } }
    =>
        fn f() -> ! {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "f",
                false,
            );
            let __returned =
                P::in_scope(&mut __guard, move || -> ::core::convert::Infallible { g() });
            match __returned {}
        }
    }
}

#[test]
fn a_success_that_means_failure() {
    expands! {
        ToolCall On [failed = |a| None] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            let mut __guard =
                P::ToolCallGuard::start(&P::AmbientContext, &P::Unset, &P::Unset, &P::Unset, "f", false);
            let __returned = P::in_scope(&mut __guard, move || -> u8 { a });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ((&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed())
                        .or_else(|| P::failed_success(P::ResultProbe(&*__value).success(), |a| None));
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn a_context_that_is_opened() {
    expands! {
        InContext On [agent_id = id] { async fn f(id: u64) -> u8 { 7 } }
    =>
        async fn f(id: u64) -> u8 {
            let mut __guard = P::ContextGuard::start(&P::AmbientContext, &(id), &P::Unset, &P::Unset);
            let __returned = P::instrument(
                &mut __guard,
                ::core::pin::pin!(async move {
                    #[allow(unreachable_code, clippy::diverging_sub_expression)]
                    if false {
                        let __expected: u8 = P::never();
                        return __expected;
                    }
                    7
                })
            ).await;
            {
                let __value = &__returned;
                {
                    __guard.end(__value);
                }
            }
            __returned
        }
    }
    expands! {
        InContext Off [agent_id = id] { fn f(id: u64) -> u8 { 7 } }
    =>
        fn f(id: u64) -> u8 {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let _ = (P::assert_label(&(id)),);
                let mut __guard: P::ContextGuard = P::never();
            }
            7
        }
    }
}

#[test]
fn a_closure_that_is_returned_has_the_type_of_the_signature() {
    expands! {
        ToolCall On [name = "t"] { fn f<'b>() -> (impl for<'a> Fn(&'a [T], &'b U) -> Box<dyn V + 'b> + Send, u8) { a } }
    =>
        fn f<'b>() -> (impl for<'a> Fn(&'a [T], &'b U) -> Box<dyn V + 'b> + Send, u8) {
            let mut __guard =
                P::ToolCallGuard::start(&P::AmbientContext, &P::Unset, &P::Unset, &P::Unset, &("t"), false);
            let __returned = P::in_scope(&mut __guard, move || -> (_, u8) {
                fn __same<__T0, __T1: ?::core::marker::Sized, __T2, __T3, __T4>(returned: (__T0, __T4)) -> (__T0, __T4)
                where
                    __T0: for<'a> Fn(&'a __T1, __T2) -> __T3
                {
                    returned
                }
                __same::<_, [T], &'b U, Box<dyn V + 'b>, u8>(a)
            });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}
