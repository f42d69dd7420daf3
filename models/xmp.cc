// SPDX-License-Identifier: Apache-2.0
#include "models/xmp.h"

#include <charconv>
#include <string>

namespace facefs {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kNamespace = "http://ns.adobe.com/tiff/1.0/";

std::string_view without_spaces_before(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kSpace), text.size()));
}

/// Returns the prefix in `xmlns:tiff="http://ns.adobe.com/tiff/1.0/"`; "tiff" where there is none.
std::string_view prefix_in(std::string_view xmp) {
  const std::size_t uri = xmp.find(kNamespace);
  constexpr std::string_view kDeclares = "xmlns:";
  const std::size_t at = uri == std::string_view::npos ? uri : xmp.rfind(kDeclares, uri);
  if (at == std::string_view::npos) return "tiff";
  const std::string_view name = xmp.substr(at + kDeclares.size(), uri - at - kDeclares.size());
  return name.substr(0, name.find_first_of(" \t\r\n='\""));
}

std::optional<Orientation> number_before(std::string_view text, std::string_view end) {
  text = without_spaces_before(text);
  long value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text = without_spaces_before(text.substr(static_cast<std::size_t>(rest - text.data())));
  return text.starts_with(end) ? orientation_of(value) : std::nullopt;
}

/// Returns the value after the property's name: `="6"`, or `>6<` of an element.
std::optional<Orientation> value_behind(std::string_view text, bool element) {
  text = without_spaces_before(text);
  if (element) return text.starts_with('>') ? number_before(text.substr(1), "<") : std::nullopt;
  if (!text.starts_with('=')) return std::nullopt;
  text = without_spaces_before(text.substr(1));
  if (!text.starts_with('"') && !text.starts_with('\'')) return std::nullopt;
  return number_before(text.substr(1), text.substr(0, 1));
}

}  // namespace

std::optional<Orientation> orientation_in_xmp(std::string_view xmp) {
  const std::string name = std::string(prefix_in(xmp)) + ":Orientation";
  for (std::size_t at = xmp.find(name); at != std::string_view::npos; at = xmp.find(name, at + 1)) {
    const char before = at == 0 ? ' ' : xmp[at - 1];
    if (before != '<' && kSpace.find(before) == std::string_view::npos) continue;
    if (const auto found = value_behind(xmp.substr(at + name.size()), before == '<')) return found;
  }
  return std::nullopt;
}

}  // namespace facefs
