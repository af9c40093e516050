//! Reads fields of untrusted bodies: a field of a wrong type is absent, never a panic.

use crate::usage::{Count, IntoCount, count::MAX_PLAUSIBLE_TOKENS};
use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

/// A field as a count. `null` is not reported; any other value that is no whole number counts as negative.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a>(pub(super) Option<&'a Value>);

impl IntoCount for Field<'_> {
    fn into_count(self) -> Count {
        match self.0 {
            None | Some(Value::Null) => Count::Unreported,
            Some(value) => whole(value).map_or(Count::Negative, Count::Reported),
        }
    }
}

impl Field<'_> {
    /// The count, if it is one.
    pub(super) fn get(self) -> Option<u64> {
        whole(self.0?)
    }

    /// The field, or another where it is absent.
    pub(super) fn or(self, other: Self) -> Self {
        if self.0.is_none_or(Value::is_null) { other } else { self }
    }
}

/// `12` and `12.0`, but not `-1`, `0.5` or `"12"`.
fn whole(value: &Value) -> Option<u64> {
    let count = value.as_u64().or_else(|| {
        let float = value.as_f64().filter(|float| float.fract() == 0.0 && (0.0..=1e12).contains(float))?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and in range, as just checked
        Some(float as u64)
    })?;
    (count <= MAX_PLAUSIBLE_TOKENS).then_some(count)
}

pub(super) fn count<'a>(object: &'a Object, name: &str) -> Field<'a> {
    Field(object.get(name))
}

/// A count one level down: `count_in(usage, "prompt_tokens_details", "cached_tokens")`.
pub(super) fn count_in<'a>(object: &'a Object, outer: &str, name: &str) -> Field<'a> {
    Field(self::object(object, outer).and_then(|inner| inner.get(name)))
}

pub(super) fn object<'a>(object: &'a Object, name: &str) -> Option<&'a Object> {
    object.get(name)?.as_object()
}

/// The objects of an array; none where there is no array.
pub(super) fn objects<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a Object> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A text that is not empty.
pub(super) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

pub(super) fn is(object: &Object, name: &str, wanted: &str) -> bool {
    text(object, name) == Some(wanted)
}

pub(super) fn has_any(object: &Object, names: &[&str]) -> bool {
    names.iter().any(|name| object.contains_key(*name))
}
