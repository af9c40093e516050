//! Finds out by its type how many memories an operation affected, and how many it found.
//!
//! ```text
//! (&&MemoryCountProbe(success)).affected()    // `T: Affected`: its number; any other type: 1
//! (&&MemoryCountProbe(success)).results()     // `T: Results`: its number; any other type: None
//! ```
//!
//! How the probes are chosen is explained in [`macro_support`](super).

use crate::usage::{Count, IntoCount};
use std::{
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    rc::Rc,
    sync::Arc,
};

/// Counts the memories that were affected. A number below zero is invalid.
pub trait Affected {
    /// The number.
    fn affected(&self) -> i128;
}

impl Affected for () {
    fn affected(&self) -> i128 {
        1
    }
}

impl Affected for bool {
    fn affected(&self) -> i128 {
        i128::from(*self)
    }
}

impl<T> Affected for Option<T> {
    fn affected(&self) -> i128 {
        i128::from(self.is_some())
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Affected for $integer {
            fn affected(&self) -> i128 {
                i128::try_from(*self).unwrap_or(i128::MAX)
            }
        }
    )*};
}
integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

/// Counts the memories that a search found.
pub trait Results {
    /// The number.
    fn results(&self) -> usize;
}

impl<T> Results for Option<T> {
    fn results(&self) -> usize {
        usize::from(self.is_some())
    }
}

macro_rules! collections {
    ($([$($generics:tt)*] $collection:ty)*) => {$(
        impl<$($generics)*> Affected for $collection {
            fn affected(&self) -> i128 {
                i128::try_from(self.len()).unwrap_or(i128::MAX)
            }
        }
        impl<$($generics)*> Results for $collection {
            fn results(&self) -> usize {
                self.len()
            }
        }
    )*};
}
collections! {
    [T] [T]
    [T, const N: usize] [T; N]
    [T] Vec<T>
    [T] VecDeque<T>
    [T] LinkedList<T>
    [T] BinaryHeap<T>
    [T] BTreeSet<T>
    [T, S] HashSet<T, S>
    [K, V] BTreeMap<K, V>
    [K, V, S] HashMap<K, V, S>
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<T: Affected + ?Sized> Affected for $pointer {
            fn affected(&self) -> i128 {
                (**self).affected()
            }
        }
        impl<T: Results + ?Sized> Results for $pointer {
            fn results(&self) -> usize {
                (**self).results()
            }
        }
    )*};
}
pointers!(&T &mut T Box<T> Rc<T> Arc<T>);

/// Probes the success of an operation, if it was one.
#[derive(Debug)]
pub struct MemoryCountProbe<'a, T: ?Sized>(pub Option<&'a T>);

/// Chosen by whether the type counts the affected memories: any other is one.
pub trait AffectedByType {
    /// The number; `None` if the function failed.
    fn affected(&self) -> Option<i128>;
}

impl<T: Affected + ?Sized> AffectedByType for &MemoryCountProbe<'_, T> {
    fn affected(&self) -> Option<i128> {
        self.0.map(Affected::affected)
    }
}

impl<T: ?Sized> AffectedByType for MemoryCountProbe<'_, T> {
    fn affected(&self) -> Option<i128> {
        self.0.map(|_| 1)
    }
}

/// Chosen by whether the type counts the memories that were found: any other does not.
pub trait ResultsByType {
    /// The number; `None` if the function failed, or nothing is counted.
    fn results(&self) -> Option<usize>;
}

impl<T: Results + ?Sized> ResultsByType for &MemoryCountProbe<'_, T> {
    fn results(&self) -> Option<usize> {
        self.0.map(Results::results)
    }
}

impl<T: ?Sized> ResultsByType for MemoryCountProbe<'_, T> {
    fn results(&self) -> Option<usize> {
        None
    }
}

/// Applies the closure of the key `affected`, to count the affected memories.
pub fn affected_by<T: ?Sized, R: IntoCount>(success: Option<&T>, affected: impl FnOnce(&T) -> R) -> Option<i128> {
    success.map(|success| match affected(success).into_count() {
        Count::Unreported => 0,
        Count::Reported(memories) => memories.into(),
        Count::Negative => -1,
    })
}

/// Applies the closure of the key `results`, to count the memories that were found.
pub fn results_by<T: ?Sized>(success: Option<&T>, results: impl FnOnce(&T) -> usize) -> Option<usize> {
    success.map(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! affected {
        ($success:expr) => {
            (&&MemoryCountProbe(Some(&$success))).affected()
        };
    }

    #[test]
    fn the_type_decides_how_many_were_affected() {
        assert_eq!(affected!(()), Some(1));
        assert_eq!(affected!(true), Some(1));
        assert_eq!(affected!(false), Some(0));
        assert_eq!(affected!(7_u64), Some(7));
        assert_eq!(affected!(-7_i32), Some(-7));
        assert_eq!(affected!(None::<String>), Some(0));
        assert_eq!(affected!(vec![1, 2, 3]), Some(3));
        assert_eq!(affected!("an id".to_owned()), Some(1));
        assert_eq!((&&MemoryCountProbe(None::<&u64>)).affected(), None);
    }

    #[test]
    fn only_collections_are_results() {
        assert_eq!((&&MemoryCountProbe(Some(&vec![1, 2]))).results(), Some(2));
        assert_eq!((&&MemoryCountProbe(Some(&Rc::<[u8]>::from([1, 2])))).results(), Some(2));
        assert_eq!(MemoryCountProbe(Some(&7_u64)).results(), None);
        assert_eq!(MemoryCountProbe(Some("text")).results(), None);
    }
}
