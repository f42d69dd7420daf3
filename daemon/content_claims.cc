// SPDX-License-Identifier: Apache-2.0
#include "daemon/content_claims.h"

namespace facefs {

ContentClaims::Answer ContentClaims::claim(PhotoRead& read, const std::function<bool()>& is_known) {
  const auto contents = looking_.lock();
  const auto looking = contents->find(read.content);
  if (looking != contents->end()) {
    // A claim that its last holder is just letting go was committed: ask the gallery, as for any other content.
    if (auto claim = looking->second.claim.lock()) {
      read.claim = std::move(claim);
      if (looking->second.is_found) {
        read.found = looking->second.what;
        return Answer::ready;
      }
      looking->second.waiting.push_back(std::move(read));
      return Answer::waiting;
    }
  }
  if (is_known()) return Answer::ready;
  read.claim = std::shared_ptr<const void>(
      this, [owner = shared_from_this(), content = read.content](const void*) { owner->release(content); });
  (*contents)[read.content] = Looking{{}, false, {}, read.claim};
  return Answer::look;
}

std::vector<PhotoRead> ContentClaims::found(const ContentHash& content, const Found& what) {
  const auto contents = looking_.lock();
  const auto looking = contents->find(content);
  if (looking == contents->end()) return {};
  looking->second.what = what;
  looking->second.is_found = true;
  std::vector<PhotoRead> ready = std::move(looking->second.waiting);
  looking->second.waiting.clear();
  for (PhotoRead& read : ready) read.found = what;
  return ready;
}

void ContentClaims::release(const ContentHash& content) {
  std::vector<PhotoRead> left;  // destroyed after the lock: they hold claims of their own
  const auto contents = looking_.lock();
  const auto looking = contents->find(content);
  if (looking == contents->end() || !looking->second.claim.expired()) return;
  left = std::move(looking->second.waiting);
  contents->erase(looking);
}

}  // namespace facefs
