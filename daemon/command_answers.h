// SPDX-License-Identifier: Apache-2.0
// The answers to commands as JSON, and the words of requests (daemon/control.h has the form). Pure.
#pragma once

#include <string>

#include "daemon/control.h"
#include "daemon/messages.h"

namespace facefs {

inline constexpr auto kCommandLineProgram = "facefs";

/// Returns the bytes of a text in a request. Throws where it has none of that key.
std::string text_in(const Control::Json& request, const char* key);

Control::Json success(Control::Json result);
Control::Json failure(const std::string& sentence);
/// Why an act was refused or failed.
Control::Json failure(const ActAnswer& answer);

}  // namespace facefs
