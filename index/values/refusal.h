// SPDX-License-Identifier: Apache-2.0
// A request that cannot be met: an answer, not a fault. The mount returns it as an errno, a command as a sentence.
//
// One type serves verbs and acts. It is an exception like any other: a verb's refusal that is thrown within an act is
// an answer, too.
#pragma once

#include <string>
#include <system_error>
#include <utility>

namespace facefs {

struct Refusal : std::system_error {
  explicit Refusal(int error, std::string why = {})
      : std::system_error(error, std::generic_category(), "refused"), sentence(std::move(why)) {}
  int error() const { return code().value(); }
  std::string sentence;  ///< what the errno does not say; may be empty
};

}  // namespace facefs
