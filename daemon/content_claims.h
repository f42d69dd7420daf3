// SPDX-License-Identifier: Apache-2.0
// The contents that are being looked at just now, so that a content at two paths is looked at once.
//
// A claim is held from the first question until the gallery has what was found; the writer lets go of it after the
// commit. In between, the gallery does not know the content, and yet it must not be looked at again. Thread-safe.
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
    look,     ///< it is not being looked at: the caller must do so, and then call `found`
    waiting,  ///< it is being looked at: the reading was kept, and `found` returns it
    ready,    ///< it is known, or was just found: the reading can go to the writer
  };
  /// Claims a reading's content. `is_known` tells whether the gallery has it. It is called under the lock, so that
  /// nothing changes between the two questions.
  Answer claim(PhotoRead& read, const std::function<bool()>& is_known);

  /// Notes what was found in a content. Returns every reading that waited for it.
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
