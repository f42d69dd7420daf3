// SPDX-License-Identifier: Apache-2.0
#include "models/damage.h"

#include <algorithm>

#include "models/decode.h"
#include "models/orientation.h"

namespace facefs {
namespace {

constexpr float kSpoiledShare = 0.1F;  // of a face's box; a face is still recognised where only its chin is grey

struct Count {
  int first;  // the first row that is not sound
  int lost = 0;
  int moved = 0;
};

Count counted(const ArrivedRows& rows, int height) {
  Count count{height};
  int begin = 0;
  for (const BandState state : rows.bands) {
    const int band = std::clamp(height - begin, 0, rows.rows_a_band);
    if (state != BandState::sound) count.first = std::min(count.first, begin);
    if (state == BandState::lost) count.lost += band;
    if (state == BandState::moved) count.moved += band;
    begin += band;
  }
  return count;
}

/// Returns where the bands of that state are in the upright picture.
std::vector<Rect> parts(const ArrivedRows& rows, BandState state, int width, int height, Orientation orientation) {
  std::vector<Rect> found;
  const auto is = [&](std::size_t band) { return band < rows.bands.size() && rows.bands[band] == state; };
  for (std::size_t band = 0; band < rows.bands.size(); ++band) {
    if (!is(band)) continue;
    const std::size_t first = band;
    while (is(band + 1)) ++band;
    const int begin = std::min(static_cast<int>(first) * rows.rows_a_band, height);
    const int end = std::min(static_cast<int>(band + 1) * rows.rows_a_band, height);
    found.push_back(upright_part({0, begin, width, end - begin}, width, height, orientation));
  }
  return found;
}

std::string sentence_of(const Count& count, int height) {
  if (count.first < height)
    return "damaged after row " + std::to_string(count.first) + " of " + std::to_string(height) + ": copy it again";
  return "the file ends before its last details: copy it again";
}

float overlapped(const Box& box, const Rect& part) {
  const auto left = static_cast<float>(part.x), top = static_cast<float>(part.y);
  const float width = std::min(box.x + box.width, left + static_cast<float>(part.width)) - std::max(box.x, left);
  const float height = std::min(box.y + box.height, top + static_cast<float>(part.height)) - std::max(box.y, top);
  return std::max(width, 0.F) * std::max(height, 0.F);
}

/// Returns how much of the box is covered, 0 to 1.
float covered_share(const Box& box, const std::vector<Rect>& some) {
  float area = 0;
  for (const Rect& part : some) area += overlapped(box, part);
  return area / std::max(box.width * box.height, 1.F);
}

}  // namespace

void ArrivedRows::lose_from(int row, int rows) {
  rows_a_band = 1;
  bands.assign(static_cast<std::size_t>(rows), BandState::sound);
  std::fill(bands.begin() + std::clamp(row, 0, rows), bands.end(), BandState::lost);
}

void ArrivedRows::move_from(int row) {
  for (auto band = static_cast<std::size_t>(row / rows_a_band); band < bands.size(); ++band)
    bands[band] = std::max(bands[band], BandState::moved);
}

bool Damage::spoils(const Box& box) const {
  const float moved_share = covered_share(box, moved);
  return covered_share(box, lost) > kSpoiledShare || (moved_share > kSpoiledShare && moved_share < 1 - kSpoiledShare);
}

std::variant<Damage, Unreadable> judged(const ArrivedRows& rows, int width, int height, Orientation orientation,
                                        const DecodeLimits& limits) {
  const Count count = counted(rows, height);
  if (height - count.lost < limits.rows_used * height) return Unreadable{Reason::truncated, sentence_of(count, height)};
  Damage damage{{},
                parts(rows, BandState::lost, width, height, orientation),
                parts(rows, BandState::moved, width, height, orientation)};
  const bool told = height - count.lost - count.moved < limits.rows_untold * height || rows.ends_early;
  if (told) damage.sentence = sentence_of(count, height) + "; what is there is used";
  return damage;
}

}  // namespace facefs
