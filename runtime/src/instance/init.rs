//! Sets the configuration of the process, once.

#[cfg(feature = "registry")]
use super::{external::check_registered, global::GLOBAL, instance::Instance};
use crate::config::{Config, InitError};
#[cfg(feature = "registry")]
use crate::pricing;

/// Configures the crate, once, before anything is recorded.
///
/// ```
/// agent_metrics::init(agent_metrics::Config::new().prefix("mybot_"))?;
/// assert!(agent_metrics::init(agent_metrics::Config::new()).is_err() || !agent_metrics::ENABLED);
/// # Ok::<(), agent_metrics::InitError>(())
/// ```
///
/// It loads the prices, which takes some tens of milliseconds, so that a process which is forked afterwards has them, as daemons are.
///
/// # Errors
///
/// [`InitError`] if it was called before, if something was recorded already, if a collector that was registered before has the
/// name of a family, or if a value of the configuration can't be used (it names the entry). Nothing is changed then.
///
/// With the feature `metrics` off there is nothing to configure, and nothing is checked.
#[cfg_attr(not(feature = "registry"), allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps))]
pub fn init(config: Config) -> Result<(), InitError> {
    #[cfg(feature = "registry")]
    {
        let enabled = config.enabled;
        let instance = Instance::new(config, true)?;
        check_registered(&instance)?;
        GLOBAL.set(instance).map_err(|_| InitError::AlreadyInitialised)?;
        // Where nothing is recorded, nothing has a price. It waits, because a child that is forked while a thread loads the prices
        // does not have that thread.
        if enabled {
            pricing::wait_until_ready();
        }
    }
    #[cfg(not(feature = "registry"))]
    drop(config);
    Ok(())
}
