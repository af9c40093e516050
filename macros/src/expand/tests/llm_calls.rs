//! Expands the keys that only an LLM call has.

use super::{expands, expansion};
use crate::{
    attribute_kind::AttributeKind,
    attributed_fn::Mode,
    presets::{CachedTokens, PRESETS},
};

#[test]
fn a_model_that_answered() {
    expands! {
        LlmMetered Off [usage = none, answered = |a| "m"] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard: P::LlmCallGuard = P::never();
                let __returned: u8 = P::never();
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end(
                        __failed,
                        P::override_response(
                            P::ResponseProbe(
                                P::usage_by(
                                    P::ResultProbe(&*__value).success(),
                                    |_| P::ResponseReport::<&str>::default()
                                )
                                .as_ref()
                            )
                            .response(),
                            ::core::option::Option::None,
                            P::answered_by(P::ResultProbe(&*__value).success(), |a| "m")
                        )
                    );
                }
            }
            a
        }
    }
}

#[test]
fn every_preset_reads_the_input_by_its_convention() {
    for preset in &PRESETS {
        let name = preset.name;
        let keys: &[&str] = match preset.cached {
            CachedTokens::Varies => &["", ", cache = included", ", cache = excluded"],
            _ => &[""],
        };
        for key in keys {
            let arguments = format!("usage = {name}{key}");
            let expansion = expansion(AttributeKind::LlmMetered, Mode::Off, &arguments, "fn f() -> Reply { g() }");
            assert!(expansion.contains("TokenUsage :: new () ."), "{arguments}: {expansion}");
            let is_excluded = name == "anthropic" || key.ends_with("excluded");
            assert_eq!(expansion.contains("input_excluding_cached"), is_excluded, "{arguments}: {expansion}");
        }
    }
}
