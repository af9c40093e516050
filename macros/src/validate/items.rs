//! Items that can't be metered, and what to do instead.

use crate::{Attribute, tokens::TokenTree};

/// The item is no function: `found` stands where its `fn` would.
pub(crate) fn not_a_function(attribute: Attribute, is_const: bool, found: Option<&TokenTree>) -> String {
    let word = match found {
        _ if is_const => "const".to_owned(),
        Some(TokenTree::Group(_)) | None => String::new(),
        Some(word) => word.to_string(),
    };
    let (what, instead) = match &*word {
        "struct" => ("a `struct`", "put it on the methods that do the work"),
        "enum" => ("an `enum`", "put it on the methods that do the work"),
        "union" => ("a `union`", "put it on the methods that do the work"),
        "impl" => ("an `impl` block", "put it on each method in it that is to be metered"),
        "trait" => ("a `trait`", "put it on its methods with a default body, and on those of its implementations"),
        "mod" => ("a module", "put it on each function in it that is to be metered"),
        "const" => ("a constant", "put it on the function that does the work"),
        "static" => ("a `static`", "put it on the function that does the work"),
        "type" => ("a type alias", "put it on the function that does the work"),
        "use" | "crate" => ("an import", "put it on the function itself"),
        "let" => ("a statement", "make a function of it"),
        "|" | "move" => ("a closure", "make a function of it"),
        _ => ("anything else", "put it on the function that does the work"),
    };
    format!("`#[{}]` meters functions, not {what}: {instead}", attribute.name())
}

pub(crate) fn const_function(attribute: Attribute) -> String {
    format!(
        "`#[{}]` can't meter a `const fn`: nothing can be recorded while the compiler evaluates it; remove `const`, or \
         meter the function that calls it",
        attribute.name()
    )
}

pub(crate) fn no_body(attribute: Attribute) -> String {
    format!(
        "`#[{}]` needs a body to meter: put it on the implementations of this function, or give it a default body",
        attribute.name()
    )
}

#[cfg(test)]
mod tests {
    use crate::{Attribute, parse, tokens::TokenStream, validate::Errors};

    #[test]
    fn each_item_is_told_where_the_attribute_belongs() {
        for (item, message) in [
            ("pub struct A;", "not a `struct`: put it on the methods"),
            ("unsafe impl Send for A {}", "not an `impl` block: put it on each method"),
            ("const A: u8 = 1;", "not a constant"),
            ("pub(crate) static A: u8 = 1;", "not a `static`"),
            ("const fn a() {}", "can't meter a `const fn`"),
            ("fn a(&self) -> A;", "needs a body to meter"),
            ("extern \"C\" { fn a(); }", "meters functions, not anything else"),
        ] {
            let mut errors = Errors::default();
            let function =
                parse::function(item.parse::<TokenStream>().expect("tokens"), Attribute::ToolCall, &mut errors);
            assert!(function.is_none(), "{item}");
            assert!(errors.messages().concat().contains(message), "{:?}", errors.messages());
        }
    }
}
