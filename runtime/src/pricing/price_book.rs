//! Reads a price book from a file or from JSON, and activates it in place of the one that an instance has.

use std::{
    error::Error,
    fmt, io,
    panic::{RefUnwindSafe, UnwindSafe},
    path::Path,
};
#[cfg(feature = "prices")]
use {
    super::{catalog::Catalog, price_resolver::PriceResolver},
    std::{fs::File, io::Read as _, sync::Arc, time::SystemTime},
};

/// Prices from a file that are newer than those that are compiled in; [`reload`](crate::pricing::reload) activates them while the
/// program runs.
///
/// Two formats are read:
///
/// - [genai-prices](https://github.com/pydantic/genai-prices)' data (an array of providers; its version 2), the format of
///   the book that is compiled in;
/// - [LiteLLM](https://github.com/BerriAI/litellm)'s `model_prices_and_context_window.json` (an object of models). A
///   search costs as one with a context of medium size.
///
/// ```no_run
/// use agent_metrics::pricing::PriceBook;
///
/// // Once a day, by whatever means the program has of doing so:
/// if let Err(error) = PriceBook::reload_from("/var/lib/my-agent/prices.json") {
///     eprintln!("the old prices stay: {error}");
/// }
/// ```
///
/// With the feature `metrics` off nothing is read, and every constructor succeeds.
#[derive(Debug, Clone)]
#[must_use = "a price book is active after `agent_metrics::pricing::reload`"]
pub struct PriceBook {
    #[cfg(feature = "prices")]
    catalog: Arc<Catalog>,
    #[cfg(feature = "prices")]
    even_if_smaller: bool,
}

impl PriceBook {
    /// Reads a price book from a file. The prices are as old as the file: the time when it was modified.
    ///
    /// # Errors
    ///
    /// [`PriceBookError`] if the file can't be read, or is no price book.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, PriceBookError> {
        let path = path.as_ref();
        #[cfg(feature = "prices")]
        {
            let (json, dated) =
                read_with_date(path).map_err(|source| PriceBookError::Unreadable { path: path.into(), source })?;
            Self::read(&json, dated)
        }
        #[cfg(not(feature = "prices"))]
        {
            let _ = path;
            without_prices()
        }
    }

    /// Reads a price book. The prices are of now.
    ///
    /// ```
    /// use agent_metrics::pricing::PriceBook;
    ///
    /// let book = PriceBook::from_json(br#"{ "my-model": { "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6 } }"#)?;
    /// assert_eq!(book.models(), if agent_metrics::ENABLED { 1 } else { 0 });
    /// assert_eq!(PriceBook::from_json(b"<html>").is_err(), agent_metrics::ENABLED);
    /// # Ok::<(), agent_metrics::pricing::PriceBookError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PriceBookError`] if it is no price book.
    pub fn from_json(json: &[u8]) -> Result<Self, PriceBookError> {
        #[cfg(feature = "prices")]
        return Self::read(json, SystemTime::now());
        #[cfg(not(feature = "prices"))]
        {
            let _ = json;
            without_prices()
        }
    }

    #[cfg(feature = "prices")]
    fn read(json: &[u8], dated: SystemTime) -> Result<Self, PriceBookError> {
        let catalog = Catalog::from_json(json, dated).map_err(|reason| PriceBookError::Invalid { reason })?;
        Ok(Self { catalog: Arc::new(catalog), even_if_smaller: false })
    }

    /// How many models it has; 0 without the feature `prices`.
    pub fn models(&self) -> usize {
        #[cfg(feature = "prices")]
        return self.catalog.models();
        #[cfg(not(feature = "prices"))]
        0
    }

    /// Lets it replace a price book that has more than twice as many models.
    pub fn even_if_smaller(self) -> Self {
        #[cfg(feature = "prices")]
        return Self { even_if_smaller: true, ..self };
        #[cfg(not(feature = "prices"))]
        self
    }
}

/// What is in a file, and when it was modified. Both are of the file that was opened, also where another takes its name meanwhile.
#[cfg(feature = "prices")]
fn read_with_date(path: &Path) -> io::Result<(Vec<u8>, SystemTime)> {
    let mut file = File::open(path)?;
    let modified = file.metadata().and_then(|about| about.modified());
    let mut json = Vec::new();
    file.read_to_end(&mut json)?;
    Ok((json, modified.unwrap_or_else(|_| SystemTime::now())))
}

#[cfg(feature = "prices")]
impl PriceResolver {
    /// Activates a price book, unless it has fewer than half of the models of the active one.
    pub(crate) fn reload(&self, book: PriceBook) -> Result<(), PriceBookError> {
        let PriceBook { catalog, even_if_smaller } = book;
        self.active.replace(catalog, |catalog, before| {
            let (models, before) = (catalog.models(), before.map_or(0, Catalog::models));
            if models < before.div_ceil(2) && !even_if_smaller {
                return Err(PriceBookError::Shrunken { models, before });
            }
            Ok(())
        })
    }
}

/// Why a price book is refused; the active one stays.
#[derive(Debug)]
#[non_exhaustive]
pub enum PriceBookError {
    /// The file can't be read.
    #[non_exhaustive]
    Unreadable {
        /// The file.
        path: Box<Path>,
        /// The error of the system.
        source: io::Error,
    },
    /// It is no price book, in neither format.
    #[non_exhaustive]
    Invalid {
        /// What is wrong with it.
        reason: String,
    },
    /// It has fewer than half of the models of the active price book.
    #[non_exhaustive]
    Shrunken {
        /// How many models it has.
        models: usize,
        /// How many the active one has.
        before: usize,
    },
    /// Metrics are compiled in without the feature `prices`: nothing can be looked up.
    NotCompiledIn,
}

/// The source is an error of the system, which nothing changes.
impl UnwindSafe for PriceBookError {}
impl RefUnwindSafe for PriceBookError {}

impl fmt::Display for PriceBookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, .. } => write!(f, "the price book `{}` can't be read", path.display()),
            Self::Invalid { reason } => write!(
                f,
                "this is no price book (expected the JSON of genai-prices, version 2, or of LiteLLM): {reason}"
            ),
            Self::Shrunken { models, before } => write!(
                f,
                "the new price book has {models} models, the active one {before}: if it was not cut off, \
                 use `PriceBook::even_if_smaller`"
            ),
            Self::NotCompiledIn => f.write_str("price books need the feature `prices` of agent-metrics"),
        }
    }
}

impl Error for PriceBookError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Invalid { .. } | Self::Shrunken { .. } | Self::NotCompiledIn => None,
        }
    }
}

#[cfg(not(feature = "prices"))]
fn without_prices() -> Result<PriceBook, PriceBookError> {
    if cfg!(feature = "registry") { Err(PriceBookError::NotCompiledIn) } else { Ok(PriceBook {}) }
}
