//! Defines the macro that chooses code by what is compiled in.

/// Chooses code by whether metrics are compiled in: the first braces hold what is compiled with the feature `metrics`, those
/// after `else` what is compiled without it.
///
/// A `#[cfg(feature = …)]` sees the features of its own crate alone, and this feature is one of `agent-metrics`. Few programs
/// need the macro, since all else is there in both modes: it is for what names the types of `prometheus` or `axum`.
///
/// The braces hold statements, one expression, or items, as the place of the macro demands. The other code is not compiled, but
/// its brackets must match. `else` may be left out.
///
/// ```
/// use agent_metrics::if_enabled;
///
/// if_enabled! {{
///     fn families() -> usize {
///         agent_metrics::registry().gather().len()
///     }
/// } else {
///     fn families() -> usize {
///         0
///     }
/// }}
///
/// let mode = if_enabled!({ "on" } else { "off" });
/// if_enabled! {{
///     let jobs = prometheus::IntCounter::new("jobs_total", "Jobs done.")?;
///     agent_metrics::registry().register(Box::new(jobs))?;
/// }}
/// assert_eq!(mode == "on", agent_metrics::ENABLED);
/// assert_eq!(families() > 0, agent_metrics::ENABLED);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `server` before the braces chooses by whether the server is compiled in, as it is with `metrics`:
///
/// ```
/// # fn app() -> bool {
/// agent_metrics::if_enabled!(server { {
///     let routes = axum::Router::new().merge(agent_metrics::router::<()>());
///     routes.has_routes()
/// } } else { false })
/// # }
/// # assert_eq!(app(), cfg!(feature = "server"));
/// ```
#[macro_export]
macro_rules! if_enabled {
    ({ $($enabled:tt)* } $(else { $($disabled:tt)* })?) => {
        $crate::__if_registry! { { $($enabled)* } { $($($disabled)*)? } }
    };
    (server { $($enabled:tt)* } $(else { $($disabled:tt)* })?) => {
        $crate::__if_server! { { $($enabled)* } { $($($disabled)*)? } }
    };
    ($($other:tt)*) => {
        ::core::compile_error!("write `if_enabled! { { … } else { … } }` or `if_enabled! { server { … } else { … } }`");
    };
}

#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_registry {
    ({ $($enabled:tt)* } { $($disabled:tt)* }) => { $($enabled)* };
}

#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_registry {
    ({ $($enabled:tt)* } { $($disabled:tt)* }) => { $($disabled)* };
}

#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_server {
    ({ $($enabled:tt)* } { $($disabled:tt)* }) => { $($enabled)* };
}

#[cfg(not(feature = "server"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_server {
    ({ $($enabled:tt)* } { $($disabled:tt)* }) => { $($disabled)* };
}
