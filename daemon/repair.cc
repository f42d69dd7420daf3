// SPDX-License-Identifier: Apache-2.0
#include "daemon/repair.h"

namespace facefs {
namespace {

constexpr std::size_t kEnough = 256;  // tokens held

}  // namespace

void Repair::note_lost(Clock::time_point now) {
  if (waiting_.empty()) waiting_.push_back(begin_work_());
  postpone_search(now);  // not at once: the cause, most likely a full disk, is still there
}

Token Repair::search_work() {
  Token work = begin_work_();
  search_ = work;
  return work;
}

void Repair::begin_mending(Clock::time_point now, const std::vector<Token>& waiting) {
  mend_at_ = now + pause_;
  if (waiting_.empty()) waiting_.push_back(begin_work_());
  waiting_.insert(waiting_.end(), waiting.begin(), waiting.end());
}

void Repair::end_mending() {
  damage_.clear();
  mend_at_ = {};
  search_at_.reset();
}

void Repair::hold(const Token& token) {
  if (!token) return;
  token->photo_is_in();  // or the scan would wait for photos that only it can find again
  if (waiting_.size() < kEnough) waiting_.push_back(token);
}

void Repair::let_go_when_done() {
  if (!is_needed() && search_.expired()) waiting_.clear();
}

}  // namespace facefs
