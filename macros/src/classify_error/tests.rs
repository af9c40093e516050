//! Compares derived impls as tokens, and tests the errors that are reported in the attributes.

use super::derive;

fn expanded(item: &str) -> String {
    derive(item.parse().expect("tokens")).to_string().split_whitespace().collect()
}

#[test]
fn an_enum_becomes_a_match() {
    let expansion = expanded(
        "#[error_type(other)]
        pub enum Failed<T: Clone = u8> where T: Send {
            #[error_type(rate_limit)] Busy,
            #[error_type(auth)] Key { name: String },
            #[error_type(transparent)] Io(#[from] Inner<T>),
            #[error_type(transparent)] Named { source: T },
            #[error_type(with = crate::classify)] Path(u16, T),
            #[error_type(with = |status: &u16, _| of(*status))] Closure { status: u16, body: String },
            Rest(u8, u8),
        }",
    );
    let expected = "#[automatically_derived]
        impl<T: Clone> ::agent_metrics::ClassifyError for Failed<T> where T: Send {
            fn error_type(&self) -> ::agent_metrics::ErrorType {
                #[allow(unused_imports)]
                use ::agent_metrics::__private::probes::*;
                match self {
                    Self::Busy { .. } => ::agent_metrics::ErrorType::RateLimit,
                    Self::Key { .. } => ::agent_metrics::ErrorType::Auth,
                    Self::Io { 0: __inner, .. } =>
                        (&&&&&::agent_metrics::__private::ErrorProbe(::core::option::Option::Some(__inner)))
                            .failed()
                            .unwrap_or(::agent_metrics::ErrorType::Other),
                    Self::Named { source: __inner, .. } =>
                        (&&&&&::agent_metrics::__private::ErrorProbe(::core::option::Option::Some(__inner)))
                            .failed()
                            .unwrap_or(::agent_metrics::ErrorType::Other),
                    Self::Path { 0: __0, 1: __1, .. } => crate::classify(__0, __1),
                    Self::Closure { status: __0, body: __1, .. } => {
                        let __with: fn(&u16, &String) -> ::agent_metrics::ErrorType = |status: &u16, _| of(*status);
                        __with(__0, __1)
                    },
                    Self::Rest { .. } => ::agent_metrics::ErrorType::Other,
                }
            }
        }";
    assert_eq!(expansion, expected.split_whitespace().collect::<String>());
}

#[test]
fn a_struct_is_one_type_or_transparent() {
    assert!(expanded("#[error_type(timeout)] struct Late;").contains("Self{..}=>::agent_metrics::ErrorType::Timeout"));
    assert!(expanded("#[error_type(transparent)] struct Wrapper(Inner);").contains("Self{0:__inner,..}=>"));
}

#[test]
fn an_empty_enum_has_no_value() {
    assert!(expanded("enum Never {}").contains("match*self{}"));
}

#[test]
fn what_is_wrong_is_told_at_once() {
    let expansion = expanded(
        "enum Failed {
            #[error_type(rate_limt)] A,
            B,
            #[error_type(transparent)] C(u8, u8),
            #[error_type(auth)] #[error_type(timeout)] D,
            #[error_type] E,
            #[error_type(with)] F(u8),
            #[error_type(with = |a| a)] G(u8, u8),
            #[error_type(with = ErrorType::of(0))] H(u8),
            #[error_type(wth = f)] I(u8),
            #[error_type(auth = f)] J(u8),
        }",
    );
    for message in [
        "didyoumean`rate_limit`",
        "`B`hasno",
        "`C`has2fields",
        "giventwice",
        "wantsoneword",
        "wantsafunction",
        "`G`has2fields,andtheclosuretakes1",
        "wantsapathoraclosure",
        "`wth`takesnovalue",
        "`auth`takesnovalue",
    ] {
        assert!(expansion.contains(message), "{message}: {expansion}");
    }
    assert!(expanded("union U { a: u8 }").contains("enumorastruct"));
}
