//! The body that records.

use super::{
    braces::in_braces,
    parts::{Parts, outlives},
    template::{hygienic, template},
};
use crate::{
    parse::{Function, Shape, stream},
    tokens::{Span, TokenStream, TokenTree},
};

pub(super) fn body(parts: &Parts, function: &Function) -> TokenStream {
    let span = Span::mixed_site();
    let probe = if function.is_async { "YieldedProbe" } else { "ReturnedProbe" };
    let holes = [
        ("krate", &parts.krate),
        ("start", &parts.start),
        ("handle", &handle(parts, function)),
        ("run", &run(parts, function)),
        ("tell", &parts.tell),
        ("failed", &parts.failed),
        ("finish", &parts.finish),
        ("wrap", &wrap(parts, function)),
        ("probe", &template(probe, span, &[])),
        ("rewrapped", &parts.rewrapped.clone().unwrap_or_default()),
    ];
    template(source(parts, function), span, &holes)
}

/// Which of the frames below.
fn source(parts: &Parts, function: &Function) -> &'static str {
    let returned = &function.returned;
    match returned.shape {
        Shape::Never => NEVER,
        _ if parts.rewrapped.is_some() => REWRAPPED,
        Shape::Future => FUTURE,
        Shape::BoxedFuture if !function.is_async => BOXED_FUTURE,
        Shape::Stream | Shape::FutureInside => ONGOING,
        Shape::Value | Shape::BoxedFuture => match () {
            () if returned.has_opaque || returned.surely_ends => VALUE,
            () if parts.handle.is_some() => VALUE_BY_NAME,
            () => BY_TYPE,
        },
    }
}

/// ```text
/// fn f(a: A) -> R { body }    →    fn f(a: A) -> R {
///                                      let mut __guard = start;
///                                      let __returned = call_within(&mut __guard, move || -> R { body });
///                                      let __value = &__returned;
///                                      tell
///                                      __returned
///                                  }
/// ```
const VALUE: &str = "
    $handle
    #[allow(unused_mut)]
    let mut __guard = $start;
    let __returned = $run;
    {
        let __value = &__returned;
        $tell
    }
    __returned
";

/// The same where `R` may be an alias of something that goes on, and the guard borrows its handle: that is an error.
const VALUE_BY_NAME: &str = "
    $handle
    #[allow(unused_mut)]
    let mut __guard = $start;
    let __returned = $run;
    {
        #[allow(unused_imports)]
        use $krate::__private::probes::*;
        (&&&&$krate::__private::$probe(&__returned)).kind().ends(&__returned);
        let __value = &__returned;
        $tell
    }
    __returned
";

/// `R` may be an alias of something that goes on, such as a boxed future: the compiler finds out. There is no handle that
/// the end could tell of, so the guard finishes by itself, without a closure.
const BY_TYPE: &str = "
    let mut __guard = $start;
    let __returned = $run;
    #[allow(unused_imports)]
    use $krate::__private::probes::*;
    let __kind = (&&&&$krate::__private::$probe(&__returned)).kind();
    __kind.meter(
        __returned,
        __guard,
        |__value| $failed,
        move |__value, mut __guard| $tell,
    )
";

/// Nothing comes back, so there is no value to look at: the guard records when it is dropped.
const NEVER: &str = "
    $handle
    let mut __guard = $start;
    let __value: ::core::convert::Infallible = $run;
    match __value {}
";

/// What is metered is the call that makes the future, and then the future to its end.
const FUTURE: &str = "
    $handle
    let mut __guard = $start;
    let __ongoing = $run;
    $wrap
";

const BOXED_FUTURE: &str = "
    $handle
    let mut __guard = $start;
    let __ongoing = $run;
    ::std::boxed::Box::pin($wrap)
";

/// `#[llm_metered(stream)]`
const REWRAPPED: &str = "
    $handle
    let mut __guard = $start;
    let __returned = $run;
    $rewrapped
";

/// A stream, or a `Result` of a stream or future.
const ONGOING: &str = "
    $handle
    let mut __guard = $start;
    let __returned = $run;
    #[allow(unused_imports)]
    use $krate::__private::probes::*;
    let __failed = {
        let __value = &__returned;
        $failed
    };
    $krate::__private::Ongoing(__returned).meter(
        __guard,
        __failed,
        move |__guard, __notes| $finish,
        move |__ongoing, __guard, __finish| $wrap,
    )
";

/// How `__ongoing` is metered by `__guard`.
fn wrap(parts: &Parts, function: &Function) -> TokenStream {
    let returned = &function.returned;
    let source = match returned.shape {
        Shape::Future | Shape::BoxedFuture | Shape::FutureInside => {
            "async move {
                #[allow(unused_mut)]
                let mut __guard = __guard;
                let __returned = $krate::__private::poll_within(&mut __guard, ::core::pin::pin!(__ongoing)).await;
                {
                    let __value = &__returned;
                    $tell
                }
                __returned
            }"
        }
        _ if returned.has_opaque => {
            "$krate::__private::MeteredRest::new(__ongoing, __guard, move |__value, mut __guard| $tell, __finish)"
        }
        _ => {
            "{
                let __tell =
                    $krate::__private::item_teller(&__ongoing, &__guard, move |__value, mut __guard| $tell);
                $krate::__private::Continue::continued(__ongoing, __guard, |_: &_| ::core::option::Option::None, __tell, __finish)
            }"
        }
    };
    // What can't be metered is wrong with the type: the place is where it is written.
    let span = returned.span().map_or_else(Span::mixed_site, hygienic);
    template(source, span, &[("krate", &parts.krate), ("tell", &parts.tell)])
}

/// `let call = &__handle;`, or a shared one where the guard outlives this function.
pub(super) fn handle(parts: &Parts, function: &Function) -> TokenStream {
    let Some((name, kind)) = &parts.handle else { return TokenStream::new() };
    let name = TokenTree::Ident(name.clone()).into();
    let source = if outlives(function, parts.rewrapped.is_some()) {
        "let __handle = ::std::sync::Arc::new($kind::new());
        let __finish_handle = ::std::sync::Arc::clone(&__handle);
        let $name = ::std::sync::Arc::clone(&__handle);"
    } else {
        "let __handle = $kind::new(); let $name = &__handle;"
    };
    template(source, Span::mixed_site(), &[("kind", kind), ("name", &name)])
}

/// The user's body, run inside the guard.
fn run(parts: &Parts, function: &Function) -> TokenStream {
    // At the user's body: what the compiler says of the closure or block around it, it says of that.
    let span = hygienic(function.braces);
    let returned = &function.returned;
    let unit = template("()", span, &[]);
    let never = template("::core::convert::Infallible", span, &[]);
    let kind = match &returned.nameable {
        _ if returned.shape == Shape::Never => Some(never),
        Some(nameable) if nameable.is_empty() => Some(unit),
        nameable => nameable.as_ref().map(|nameable| stream(nameable)),
    };
    let empty = TokenStream::new();
    let expected = kind.as_ref().filter(|_| function.is_async).map(|kind| expected(kind, parts, function));
    let output = returned.erased_output().filter(|_| returned.shape == Shape::Future).map(|output| stream(&output));
    let block = block(function, expected.as_ref());
    let holes = [
        ("krate", &parts.krate),
        ("block", &block),
        ("kind", kind.as_ref().unwrap_or(&empty)),
        ("output", output.as_ref().unwrap_or(&empty)),
    ];
    let source = match (function.is_async, &kind) {
        (_, Some(_)) if function.is_in_place => {
            "::core::convert::identity::<$kind>({
                #[allow(unused_variables)]
                let __inside = $krate::__private::enter(&mut __guard);
                $block
            })"
        }
        (_, None) if function.is_in_place => {
            "{
                #[allow(unused_variables)]
                let __inside = $krate::__private::enter(&mut __guard);
                $block
            }"
        }
        (true, _) => "$krate::__private::poll_within(&mut __guard, ::core::pin::pin!(async move $block)).await",
        (false, Some(_)) => "$krate::__private::call_within(&mut __guard, move || -> $kind $block)",
        // The `async` block in there is told what it yields.
        (false, None) if output.is_some() => {
            "$krate::__private::yielding::<$output, _>(
                $krate::__private::call_within(&mut __guard, move || $block)
            )"
        }
        (false, None) => "$krate::__private::call_within(&mut __guard, move || $block)",
    };
    template(source, span, &holes)
}

fn block(function: &Function, expected: Option<&TokenStream>) -> TokenStream {
    let mut before = expected.cloned().unwrap_or_default();
    before.extend(mentions(function));
    in_braces(function, before)
}

/// An `async` block has no place for its type; a `return` that never runs tells it, so that `?` and coercions know. It is at
/// the place where the user has written that type.
fn expected(kind: &TokenStream, parts: &Parts, function: &Function) -> TokenStream {
    let told = template(
        "let __expected: $kind = $krate::__private::never(); return __expected;",
        super::parts::returned(function),
        &[("kind", kind), ("krate", &parts.krate)],
    );
    template(
        "#[allow(unreachable_code, clippy::diverging_sub_expression)] if false { $told }",
        Span::mixed_site(),
        &[("told", &told)],
    )
}

/// `let _ = &c; let _ = &b; let _ = &a;`
fn mentions(function: &Function) -> TokenStream {
    let mention = |mention: &crate::parse::Mention| {
        let name = TokenTree::Ident(mention.name.clone()).into();
        let conditions = stream(&mention.conditions);
        let source = "#[allow(clippy::used_underscore_binding)] $conditions let _ = &$name;";
        template(source, Span::mixed_site(), &[("conditions", &conditions), ("name", &name)])
    };
    function.mentions.iter().map(mention).collect()
}
