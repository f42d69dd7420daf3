// SPDX-License-Identifier: Apache-2.0
// Makes the JSON answers to commands, and reads texts in requests (daemon/control.h has the form). Pure.
#pragma once

#include <functional>
#include <string>

#include "daemon/control.h"
#include "daemon/messages.h"

namespace facefs {

inline constexpr auto kCommandLineProgram = "facefs";

/// Returns the bytes of a text in a request. Throws if the request has no such key.
std::string text_in(const Control::Json& request, const char* key);

Control::Json success(Control::Json result);
Control::Json failure(const std::string& sentence);
/// Returns the answer that says why an act was refused or failed.
Control::Json failure(const ActAnswer& answer);

/// Answers with the result, or with why there is none. For an answer that is given later: nothing else catches
/// exceptions there.
void answer_or_say_why(const Control::Answer& answer, const std::function<Control::Json()>& result);

}  // namespace facefs
