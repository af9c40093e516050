//! Converts the values that users give as labels to text.

use std::{borrow::Cow, rc::Rc, sync::Arc};

/// A value of a label: strings, integers, `Option`s of these, and references to these.
///
/// `None` and `""` count as not given: the default of the label applies.
///
/// ```
/// use agent_metrics::{LabelBuffer, LabelValue};
///
/// let mut buffer = LabelBuffer::default();
/// assert_eq!(42_u64.as_label(&mut buffer), "42");
/// assert_eq!(Some("worker").as_label(&mut buffer), "worker");
/// assert_eq!(None::<String>.as_label(&mut buffer), "");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a label",
    label = "expected a string or an integer (`&str`, `String`, `Arc<str>`, `Cow<str>`, `u64`, …) or an `Option` of one",
    note = "for another type, give a string: `agent_id = id.to_string()` or `agent_id = id.as_str()`"
)]
pub trait LabelValue {
    /// The text of the label; a number is written into `buffer`.
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str;
}

/// A buffer for the digits of a number.
#[derive(Debug, Clone, Copy)]
pub struct LabelBuffer {
    digits: [u8; 40],
}

impl Default for LabelBuffer {
    fn default() -> Self {
        Self { digits: [0; 40] }
    }
}

impl LabelBuffer {
    /// Writes a number from its last digit to its first, without an allocation or a dependency.
    fn write(&mut self, negative: bool, mut rest: u128) -> &str {
        let mut start = self.digits.len();
        loop {
            start -= 1;
            self.digits[start] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if negative && start > 0 {
            start -= 1;
            self.digits[start] = b'-';
        }
        std::str::from_utf8(&self.digits[start..]).unwrap_or_default()
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
strings!(str String Box<str> Rc<str> Arc<str> Cow<'_, str>);

macro_rules! unsigned {
    ($($integer:ty)*) => {$(
        impl LabelValue for $integer {
            #[inline]
            fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
                buffer.write(false, u128::from(*self))
            }
        }
    )*};
}
unsigned!(u8 u16 u32 u64 u128);

macro_rules! signed {
    ($($integer:ty)*) => {$(
        impl LabelValue for $integer {
            #[inline]
            fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
                buffer.write(*self < 0, u128::from(self.unsigned_abs()))
            }
        }
    )*};
}
signed!(i8 i16 i32 i64);

impl LabelValue for usize {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        buffer.write(false, *self as u128)
    }
}

impl LabelValue for isize {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        buffer.write(*self < 0, self.unsigned_abs() as u128)
    }
}

impl<T: LabelValue> LabelValue for Option<T> {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        self.as_ref().map_or("", |value| value.as_label(buffer))
    }
}

impl<T: LabelValue + ?Sized> LabelValue for &T {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        (**self).as_label(buffer)
    }
}

impl<T: LabelValue + ?Sized> LabelValue for &mut T {
    #[inline]
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        (**self).as_label(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &impl LabelValue) -> String {
        value.as_label(&mut LabelBuffer::default()).to_owned()
    }

    #[test]
    fn numbers_are_written_whole() {
        assert_eq!(text(&0_u8), "0");
        assert_eq!(text(&u128::MAX), u128::MAX.to_string());
        assert_eq!(text(&i64::MIN), i64::MIN.to_string());
        assert_eq!(text(&-7_isize), "-7");
    }

    #[test]
    fn pointers_and_options_are_seen_through() {
        assert_eq!(text(&Some(&"a".to_owned())), "a");
        assert_eq!(text(&Cow::Borrowed("b")), "b");
        assert_eq!(text(&Arc::<str>::from("c")), "c");
        assert_eq!(text(&None::<u8>), "");
    }
}
