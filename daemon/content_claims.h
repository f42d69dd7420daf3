// SPDX-License-Identifier: Apache-2.0
// Which contents are being looked at just now, so that one that stands under two paths is looked at once.
//
// A claim is held from the first question until the gallery has what was found (the writer lets go of it after the
// commit): in between the gallery does not know the content, and yet it must not be looked at again. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include "daemon/messages.h"
#include "system/guarded.h"

namespace facefs {

class ContentClaims : public std::enable_shared_from_this<ContentClaims> {
 public:
  using Found = decltype(PhotoRead::found);

  enum class Answer : std::uint8_t {
    look,     ///< nobody does: it is for the caller, who then calls `found`
    waiting,  ///< somebody does: the reading was kept, and comes out of `found`
    ready,    ///< it is known, or was just found: the reading can go to the writer
  };
  /// `is_known`: whether the gallery has it; asked under the lock, so that nothing slips between the two questions.
  Answer claim(PhotoRead& read, const std::function<bool()>& is_known);

  /// What was found, for every reading of that content that waits for it.
  std::vector<PhotoRead> found(const ContentHash& content, const Found& what);

 private:
  struct Looking {
    Found what;
    bool is_found = false;
    std::vector<PhotoRead> waiting;
    std::weak_ptr<const void> claim;
  };
  void release(const ContentHash& content);

  Guarded<std::map<ContentHash, Looking>> looking_;
};

}  // namespace facefs
