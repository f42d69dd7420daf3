// SPDX-License-Identifier: Apache-2.0
// The answers to commands as JSON, and the words of requests (daemon/control.h has the form). Pure.
#pragma once

#include <functional>
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

/// Answers with the result, or with why there is none. For what answers later: nobody else catches there.
void answer_or_say_why(const Control::Answer& answer, const std::function<Control::Json()>& result);

}  // namespace facefs
