//! Expands with the feature off: the function itself, after a check of what can be wrong.

use super::expands;

#[test]
fn off_it_is_the_function() {
    expands! {
        ToolCall Off [] { fn f(a: u8) -> Result<u8, E> { a } } => fn f(a: u8) -> Result<u8, E> { a }
    }
    expands! {
        LlmMetered Off [model = "m", usage = none] { async fn f() -> String { g(); h() } }
    =>
        async fn f() -> String { { g(); h() } }
    }
    expands! {
        ProcessMetric Off [worker, handle = call, count_errors] { fn f() { g(call) } }
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
                let _ = (P::assert_label(&(id)),);
                let mut __guard: P::ToolCallGuard = P::never();
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
                let mut __guard: P::MemoryOpGuard = P::never();
                let __returned: Result<(), E> = P::never();
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = P::failed_by(&*__value, classify);
                    let __success = P::ResultProbe(__value).success();
                    __guard.end(
                        ::core::option::Option::None,
                        __failed,
                        (&&P::MemoryCountProbe(__success)).affected(),
                        (&&P::MemoryCountProbe(__success)).results(),
                        ::core::option::Option::None,
                    );
                }
            }
            g()
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
                let mut __guard: P::LlmCallGuard = P::never();
                let __returned: Result<Reply, E> = P::never();
                let __value = {
                    use P::probes::*;
                    P::AsyncOutputProbe(&__returned).response_kind().reported(&__returned)
                };
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end(__failed, P::ResponseProbe(P::ResultProbe(&*__value).success()).response());
                }
            }
            {
                g();
                h().await
            }
        }
    }
}

#[test]
fn off_what_may_run_on_after_the_function() {
    expands! {
        ToolCall Off [] { fn f() -> Reply { g() } }
    =>
        fn f() -> Reply {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let __returned: Reply = P::never();
                let __value = {
                    use P::probes::*;
                    (&&&&P::ReturnedProbe(&__returned)).kind().reported(&__returned)
                };
            }
            g()
        }
    }
}

#[test]
fn off_a_stream_by_its_key() {
    expands! {
        LlmMetered Off [stream, usage = none] { fn f() -> Words { g() } }
    =>
        fn f() -> Words {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard: P::LlmCallGuard = P::never();
                use P::probes::*;
                let __returned: Words = P::never();
                let __stream = P::ResultProbe(&__returned).success();
                let __value = P::item_of(__stream);
                P::assert_rewrapped(__stream);
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end_without_usage(__failed);
                }
            }
            g()
        }
    }
}
