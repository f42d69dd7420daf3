// SPDX-License-Identifier: Apache-2.0
// Sentences to stderr, as systemd's journal takes them. Never the name of a person: what is forgotten must not stand
// there.
#pragma once

#include <string_view>

namespace facefs::journal {

void start();
void say(std::string_view sentence);
void warn(std::string_view sentence);

}  // namespace facefs::journal
