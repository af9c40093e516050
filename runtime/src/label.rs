//! Converts the values that users give as labels to text.

#[cfg(feature = "registry")]
use std::hash::{DefaultHasher, Hasher};
use std::{
    borrow::Cow,
    fmt::{self, Display, Write},
    num::NonZero,
    rc::Rc,
    sync::Arc,
};

/// A value of a label: strings, integers, `bool`, `Option`s of these, and pointers to these.
///
/// `None` and `""` count as not given: the default of the label applies.
///
/// Implement it for a type of your own that has a text, or can write one into the buffer; neither takes an allocation.
///
/// ```
/// use agent_metrics::{LabelBuffer, LabelValue};
///
/// struct AgentId(u64);
///
/// impl LabelValue for AgentId {
///     fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
///         buffer.display(format_args!("bot-{}", self.0))
///     }
/// }
///
/// let mut buffer = LabelBuffer::default();
/// assert_eq!(AgentId(7).as_label(&mut buffer), "bot-7");
/// assert_eq!(42_u64.as_label(&mut buffer), "42");
/// assert_eq!(Some("worker").as_label(&mut buffer), "worker");
/// assert_eq!(None::<String>.as_label(&mut buffer), "");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a label",
    label = "expected a string, an integer or a `bool` (`&str`, `String`, `Arc<str>`, `u64`, …) or an `Option` of one",
    note = "implement `agent_metrics::LabelValue` for a type of your own,",
    note = "or give a string: `agent_id = id.to_string()` or `agent_id = id.as_str()`"
)]
pub trait LabelValue {
    /// The text of the label: one that the value has, or one that it writes into `buffer`.
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str;
}

/// The value of a label, if it is longer than so many bytes cut at a character, with a hash of the whole at its end: values that
/// begin alike stay different.
#[cfg(feature = "registry")]
#[inline]
pub(crate) fn bounded(value: &str, limit: usize) -> Cow<'_, str> {
    if value.len() <= limit { Cow::Borrowed(value) } else { Cow::Owned(cut(value, limit)) }
}

/// True for a value that was cut, and for one that looks like it.
#[cfg(feature = "registry")]
pub(crate) fn is_cut(value: &str) -> bool {
    value.len().checked_sub(HASH).is_some_and(|hash| value.as_bytes().get(hash) == Some(&b'~'))
}

/// The length of the hash with the character before it.
#[cfg(feature = "registry")]
const HASH: usize = 17;

#[cfg(feature = "registry")]
#[cold]
fn cut(value: &str, limit: usize) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(value.as_bytes());
    let hash = format!("~{:016x}", hasher.finish());
    let end = limit.saturating_sub(HASH);
    let end = (0..=end).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(0);
    [&value[..end], &hash].concat()
}

/// A buffer for the text of a value that has none: see [`LabelValue`].
#[derive(Debug, Clone)]
pub struct LabelBuffer {
    bytes: [u8; Self::CAPACITY],
    /// A text that is longer than `bytes`.
    long: String,
}

impl Default for LabelBuffer {
    #[inline]
    fn default() -> Self {
        Self::EMPTY
    }
}

impl LabelBuffer {
    /// A buffer that is a variable of its own, and that nothing is written into, takes no instruction.
    pub(crate) const EMPTY: Self = Self { bytes: [0; Self::CAPACITY], long: String::new() };

    /// The digits of any integer and a sign fit, as do the 36 characters of a UUID.
    const CAPACITY: usize = 40;

    /// Writes a value as its `Display` does, and returns the text. Up to 40 bytes take no allocation.
    pub fn display(&mut self, value: impl Display) -> &str {
        self.long.clear();
        let mut writer = Writer { buffer: self, length: 0 };
        // Writing fails only if the `Display` implementation does; what it wrote before is the label.
        _ = write!(writer, "{value}");
        let length = writer.length;
        if self.long.is_empty() { std::str::from_utf8(&self.bytes[..length]).unwrap_or_default() } else { &self.long }
    }

    /// Writes a number from its last digit to its first, without an allocation or a dependency.
    fn write(&mut self, (negative, mut rest): (bool, u128)) -> &str {
        let mut start = self.bytes.len();
        loop {
            start = start.saturating_sub(1);
            self.bytes[start] = b"0123456789"[usize::try_from(rest % 10).unwrap_or_default()];
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if negative && start > 0 {
            start = start.saturating_sub(1);
            self.bytes[start] = b'-';
        }
        std::str::from_utf8(&self.bytes[start..]).unwrap_or_default()
    }
}

/// Writes into the bytes of a buffer as long as the text fits.
struct Writer<'a> {
    buffer: &'a mut LabelBuffer,
    length: usize,
}

impl Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let LabelBuffer { bytes, long } = &mut *self.buffer;
        let end = self.length.saturating_add(text.len());
        if !long.is_empty() {
            long.push_str(text);
        } else if let Some(place) = bytes.get_mut(self.length..end) {
            place.copy_from_slice(text.as_bytes());
            self.length = end;
        } else {
            long.push_str(std::str::from_utf8(&bytes[..self.length]).unwrap_or_default());
            long.push_str(text);
        }
        Ok(())
    }
}

macro_rules! strings {
    ($($string:ty)*) => {$(
        impl LabelValue for $string {
            #[inline]
            fn as_label<'a>(&'a self, _: &'a mut LabelBuffer) -> &'a str {
                self
            }
        }
    )*};
}
strings!(str String);

/// `$digits` is whether a `$value` is below zero, and its digits.
macro_rules! integers {
    ($($integer:ident)*: |$value:ident| $digits:expr) => {$(
        impl LabelValue for $integer {
            #[inline]
            fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
                let $value = *self;
                buffer.write($digits)
            }
        }

        impl LabelValue for NonZero<$integer> {
            #[inline]
            fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
                let $value = self.get();
                buffer.write($digits)
            }
        }
    )*};
}
integers!(u8 u16 u32 u64: |value| (false, u128::from(value)));
integers!(i8 i16 i32 i64: |value| (value < 0, u128::from(value.unsigned_abs())));
integers!(u128: |value| (false, value));
integers!(i128: |value| (value < 0, value.unsigned_abs()));
integers!(usize: |value| (false, value as u128));
integers!(isize: |value| (value < 0, value.unsigned_abs() as u128));

/// `true` or `false`.
impl LabelValue for bool {
    #[inline]
    fn as_label<'a>(&'a self, _: &'a mut LabelBuffer) -> &'a str {
        if *self { "true" } else { "false" }
    }
}

impl<T: LabelValue> LabelValue for Option<T> {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        self.as_ref().map_or("", |value| value.as_label(buffer))
    }
}

impl<T: LabelValue + ToOwned + ?Sized> LabelValue for Cow<'_, T> {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        (**self).as_label(buffer)
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<T: LabelValue + ?Sized> LabelValue for $pointer {
            #[inline]
            fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
                (**self).as_label(buffer)
            }
        }
    )*};
}
pointers!(&T &mut T Box<T> Rc<T> Arc<T>);

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &(impl LabelValue + ?Sized)) -> String {
        value.as_label(&mut LabelBuffer::default()).to_owned()
    }

    #[test]
    fn numbers_are_written_whole() {
        assert_eq!(text(&0_u8), "0");
        assert_eq!(text(&u128::MAX), u128::MAX.to_string());
        assert_eq!(text(&i128::MIN), i128::MIN.to_string());
        assert_eq!(text(&i64::MIN), i64::MIN.to_string());
        assert_eq!(text(&-7_isize), "-7");
        assert_eq!(text(&NonZero::new(12_u32)), "12");
        assert_eq!(text(&NonZero::<i64>::MIN), i64::MIN.to_string());
    }

    #[test]
    fn pointers_and_options_are_seen_through() {
        assert_eq!(text(&Some(&"a".to_owned())), "a");
        assert_eq!(text(&Cow::Borrowed("b")), "b");
        assert_eq!(text(&Arc::<str>::from("c")), "c");
        assert_eq!(text(&Arc::new("d".to_owned())), "d");
        assert_eq!(text(&Box::<str>::from("e")), "e");
        assert_eq!(text(&Rc::new(Some(Box::new(6_u64)))), "6");
        assert_eq!(text(&(Box::new(true) as Box<dyn LabelValue>)), "true");
        assert_eq!(text(&false), "false");
        assert_eq!(text(&None::<u8>), "");
    }

    #[test]
    fn a_text_that_is_written_is_never_cut() {
        let mut buffer = LabelBuffer::default();
        for length in [0, 1, 39, 40, 41, 500, 3] {
            for character in ["x", "é", "🦀"] {
                let expected = character.repeat(length);
                assert_eq!(buffer.display(&expected), expected, "in one piece");
                assert_eq!(buffer.display(Pieces(&expected)), expected, "in pieces");
            }
        }
        assert_eq!(buffer.display(format_args!("{}-{:04}", "bot", 7)), "bot-0007");
    }

    #[cfg(feature = "registry")]
    #[test]
    fn a_long_value_is_cut_and_stays_different() {
        assert_eq!(bounded(&"x".repeat(256), 256), "x".repeat(256));
        let [first, second] = ["a", "b"].map(|end| bounded(&format!("{}{end}", "x".repeat(1 << 20)), 256).into_owned());
        assert_eq!((first.len(), second.len()), (256, 256));
        assert_eq!(first[..240], second[..240]);
        assert_ne!(first, second);
        for character in ["é", "€", "🦀"] {
            let long = character.repeat(200);
            let cut = bounded(&long, 128);
            assert!(is_cut(&cut));
            assert!((125..=128).contains(&cut.len()), "{cut}");
            assert!(long.starts_with(cut.split_once('~').expect("a hash").0));
        }
    }

    /// Writes one character after the other.
    struct Pieces<'a>(&'a str);

    impl Display for Pieces<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.chars().try_for_each(|character| f.write_char(character))
        }
    }
}
