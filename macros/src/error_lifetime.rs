//! Decides whether the error of a function may not be `'static`, and so cannot be downcast: it may hold a borrow, or be of a
//! type that the caller chooses. Only names are seen here, so an alias that hides a lifetime is taken for `'static`.

use crate::token_trees;
use proc_macro2::{Ident, TokenTree};
use quote::quote;
use syn::{
    GenericArgument, Lifetime, Path, PathArguments, PathSegment, ReturnType, Signature, Type, TypePath, TypeReference,
    WherePredicate,
    visit_mut::{self, VisitMut},
};

pub(crate) fn may_borrow(sig: &Signature) -> bool {
    let ReturnType::Type(_, returned) = &sig.output else { return false };
    let mut results = Results { parameters: parameters(sig), may_borrow: false };
    results.visit_type_mut(&mut returned.clone());
    results.may_borrow
}

/// The type parameters that may hold a borrow. If any bound names `'static`, as `E: Error + 'static` does, it is taken to be
/// that of the error, and no parameter counts.
fn parameters(sig: &Signature) -> Vec<Ident> {
    let generics = &sig.generics;
    let is_static = |token: &TokenTree| matches!(token, TokenTree::Ident(lifetime) if lifetime == "static");
    let bounds = &generics.where_clause;
    if token_trees::any_token(quote!(#generics #bounds), &is_static) {
        return Vec::new();
    }
    // A method's `where` may also name a parameter of its `impl`.
    let bounded = bounds.iter().flat_map(|bounds| &bounds.predicates).filter_map(|predicate| match predicate {
        WherePredicate::Type(bound) => match token_trees::peel_type(&bound.bounded_ty) {
            Type::Path(path) => path.path.get_ident().cloned(),
            _ => None,
        },
        _ => None,
    });
    generics.type_params().map(|parameter| parameter.ident.clone()).chain(bounded).collect()
}

/// Looks at the error of each `Result` in a type.
struct Results {
    parameters: Vec<Ident>,
    may_borrow: bool,
}

impl VisitMut for Results {
    fn visit_path_segment_mut(&mut self, segment: &mut PathSegment) {
        visit_mut::visit_path_segment_mut(self, segment);
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return };
        let name = segment.ident.to_string();
        let mut arguments: Vec<GenericArgument> = arguments.args.iter().cloned().collect();
        self.may_borrow |= match arguments.as_mut_slice() {
            [GenericArgument::Type(_), error] if name == "Result" => {
                let mut borrows = Borrows { parameters: &self.parameters, found: false };
                borrows.visit_generic_argument_mut(error);
                borrows.found
            }
            // The error of the standard library's locks holds the guard.
            _ if name == "LockResult" || name == "TryLockResult" => true,
            arguments => {
                let may_borrow = |argument: &GenericArgument| match argument {
                    GenericArgument::Lifetime(lifetime) => !is_static(lifetime),
                    _ => false,
                };
                name.ends_with("Result") && arguments.iter().any(may_borrow)
            }
        };
    }
}

/// Looks for a lifetime, a reference, a parameter of the function, or `C::Error`.
struct Borrows<'a> {
    parameters: &'a [Ident],
    found: bool,
}

impl VisitMut for Borrows<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        self.found |= !is_static(lifetime);
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        self.found |= reference.lifetime.is_none();
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_type_path_mut(&mut self, projection: &mut TypePath) {
        let Some(qself) = &mut projection.qself else { return self.visit_path_mut(&mut projection.path) };
        // `<C as Client>::Error`, as `C::Error`.
        let is_projection =
            matches!(token_trees::peel_type(&qself.ty), Type::Path(of) if of.path.get_ident().is_some_and(is_type));
        self.found |= is_projection;
        self.visit_type_mut(&mut qself.ty);
        let arguments = projection.path.segments.iter_mut().map(|segment| &mut segment.arguments);
        arguments.for_each(|arguments| self.visit_path_arguments_mut(arguments));
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        if let Some(first) = path.segments.first().filter(|_| path.leading_colon.is_none()) {
            let is_parameter = self.parameters.contains(&first.ident);
            let is_projection = path.segments.len() > 1 && is_type(&first.ident);
            self.found |= is_parameter || is_projection;
        }
        visit_mut::visit_path_mut(self, path);
    }
}

fn is_static(lifetime: &Lifetime) -> bool {
    lifetime.ident == "static"
}

/// True for the name of a type, as opposed to a module's. `Self` is not taken for a type parameter.
fn is_type(name: &Ident) -> bool {
    name != "Self" && name.to_string().starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_may_borrow(returned: &str, generics: &str) -> bool {
        let arrow = if returned.is_empty() { "" } else { "->" };
        may_borrow(&syn::parse_str(&format!("fn f{generics}() {arrow} {returned}")).expect("a signature"))
    }

    #[test]
    fn errors_that_may_borrow() {
        for (returned, generics) in [
            ("Result<u8, Borrowed<'a>>", ""),
            ("Result<u8, Borrowed<'_>>", ""),
            ("Result<u8, SendError<&'a str>>", ""),
            ("Result<u8, Box<dyn Error + 'a>>", ""),
            ("Result<u8, C::Error>", ""),
            ("Result<u8, <C as Client>::Error>", "<C: Client>"),
            ("Result<u8, <C as Client>::Error>", ""),
            ("Result<u8, E>", "<E: Error + Send>"),
            ("Result<u8, E> where E: Error", ""),
            ("Result<u8, (E, u8)>", "<E>"),
            ("io::Result<Result<u8, E>>", "<E>"),
            ("impl Future<Output = Result<u8, C::Error>> + Send", ""),
            ("Pin<Box<dyn Future<Output = Result<u8, E>> + 'a>>", "<E>"),
            ("LockResult<MutexGuard<'_, u8>>", ""),
            ("ParseResult<'a, u8>", ""),
        ] {
            assert!(error_may_borrow(returned, generics), "{returned}");
        }
    }

    #[test]
    fn errors_that_do_not() {
        for (returned, generics) in [
            ("", ""),
            ("u8", "<E>"),
            ("Result<&'a str, io::Error>", "<'a>"),
            ("Result<Borrowed<'_>, anyhow::Error>", ""),
            ("io::Result<&str>", ""),
            ("Result<T, Box<dyn Error + Send + Sync + 'static>>", "<T>"),
            ("Result<u8, &'static str>", ""),
            ("Result<u8, Self::Error>", ""),
            ("Result<u8, <Self as Client>::Error>", ""),
            ("Result<u8, E>", "<E: Error + 'static>"),
            ("Result<u8, E>", ""),
            ("Result<u8, Failed>", "<T: Into<Failed>>"),
            ("Result<HashMap<T, E>, Failed>", "<T, E>"),
            ("Option<Borrowed<'a>>", "<'a>"),
        ] {
            assert!(!error_may_borrow(returned, generics), "{returned}");
        }
    }
}
