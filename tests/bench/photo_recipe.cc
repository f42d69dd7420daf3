// SPDX-License-Identifier: Apache-2.0
#include "bench/photo_recipe.h"

#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <random>

#include "models/cv_image.h"
#include "models/detector.h"
#include "support/photo_factory.h"

namespace facefs::bench {
namespace {

constexpr int kWidth = 4000;
constexpr int kHeight = 3000;
constexpr std::array kFaces = {0, 1, 2, 2, 3, 1, 8, 4};
constexpr int kCell = 1000;  // pixels: one head in each at most
constexpr int kLeastHead = 130;
constexpr int kMostHead = 950;

/// Makes octaves of smooth noise, then grain.
Image ground(std::mt19937& random) {
  Image image(kWidth, kHeight);
  cv::Mat sum(kHeight, kWidth, CV_8UC3, cv::Scalar(70, 70, 70));
  for (const int cells : {4, 16, 64}) {
    cv::Mat coarse(cells * 3 / 4, cells, CV_8UC3);
    for (int i = 0; i < coarse.rows * coarse.cols * 3; ++i)
      coarse.data[i] = static_cast<std::uint8_t>(random() % static_cast<unsigned>(140 * 4 / cells + 12));
    cv::Mat smooth;
    cv::resize(coarse, smooth, sum.size(), 0, 0, cv::INTER_CUBIC);
    sum += smooth;
  }
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < 3 * kWidth; x += 3) {
      const int grain = static_cast<int>(random() % 13) - 6;
      for (int c = 0; c < 3; ++c)
        image.row(y)[x + c] = static_cast<std::uint8_t>(std::clamp(sum.ptr(y)[x + c] + grain, 0, 255));
    }
  return image;
}

void put_head(Image& photo, const Image& head, int width, int left, int top) {
  const int height = std::min(width * head.height / head.width, kCell);
  cv::Mat scaled;
  cv::resize(cv_view(head), scaled, {width, height}, 0, 0, width < head.width ? cv::INTER_AREA : cv::INTER_CUBIC);
  scaled.copyTo(cv_view(photo)(cv::Rect(left, top, width, height)));
}

struct Encoder {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  Encoder() {
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
  }
  ~Encoder() {
    jpeg_destroy_compress(&info);
    std::free(bytes);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
};

}  // namespace

std::string jpeg_of(const Image& image, int quality, bool progressive, int orientation) {
  Encoder encoder;
  jpeg_compress_struct& info = encoder.info;
  info.image_width = static_cast<JDIMENSION>(image.width);
  info.image_height = static_cast<JDIMENSION>(image.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);  // 4:2:0
  jpeg_set_quality(&info, quality, TRUE);
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  const std::string exif = test::exif_with_orientation(orientation);
  jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                    static_cast<unsigned>(exif.size()));
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<std::uint8_t*>(image.row(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return {reinterpret_cast<char*>(encoder.bytes), encoder.size};
}

std::vector<Image> heads_of(const std::vector<std::filesystem::path>& photos, const std::filesystem::path& models) {
  const auto detector = make_detector(DetectorKind::yunet, models);
  std::vector<Image> heads;
  for (const auto& path : photos) {
    const Image photo = test::decoded_image(test::bytes_of(path));
    const auto found = detector->detect(photo);
    if (found.size() != 1) continue;
    const Point centre = found[0].box.centre();
    const float reach = 0.9F * found[0].box.side();
    const cv::Rect wanted(static_cast<int>(centre.x - reach), static_cast<int>(centre.y - reach),
                          static_cast<int>(2 * reach), static_cast<int>(2 * reach));
    const cv::Rect there = wanted & cv::Rect(0, 0, photo.width, photo.height);
    Image& head = heads.emplace_back(there.width, there.height);
    cv_view(photo)(there).copyTo(cv_view(head));
  }
  return heads;
}

RecipePhoto recipe_photo(int number, const std::vector<Image>& heads) {
  std::mt19937 random(static_cast<unsigned>(number));
  RecipePhoto recipe;
  recipe.faces = kFaces[static_cast<std::size_t>(number) % kFaces.size()];
  recipe.progressive = number % 5 == 4;
  recipe.turned = number % 4 == 3;
  Image photo = ground(random);
  for (int face = 0; face < recipe.faces; ++face) {
    const int width = kLeastHead + static_cast<int>(random() % (kMostHead - kLeastHead));
    const int cell = (face * 5 + number) % 12;  // of four by three, each once
    put_head(photo, heads[random() % heads.size()], width, cell % 4 * kCell, cell / 4 * kCell);
  }
  if (recipe.turned) {  // as a phone that was held upright stores it: turned by 90 degrees, and EXIF says how
    cv::Mat on_its_side;
    cv::rotate(cv_view(photo), on_its_side, cv::ROTATE_90_COUNTERCLOCKWISE);
    Image stored(on_its_side.cols, on_its_side.rows);
    on_its_side.copyTo(cv_view(stored));
    photo = std::move(stored);
  }
  recipe.jpeg = jpeg_of(photo, 90 + number % 6, recipe.progressive, recipe.turned ? 6 : 1);
  return recipe;
}

CrowdPhoto crowd_photo(int number, const std::vector<Image>& heads) {
  constexpr int kCrowdCell = 500;
  constexpr int kLeastFace = 24, kMostFace = 120;
  std::mt19937 random(static_cast<unsigned>(1000 + number));
  CrowdPhoto crowd{ground(random), {}};
  for (int top = 0; top < kHeight; top += kCrowdCell)
    for (int left = 0; left < kWidth; left += kCrowdCell) {
      const int face = kLeastFace + static_cast<int>(random() % (kMostFace - kLeastFace));
      const int width = face * 9 / 5;  // as heads_of cuts them
      put_head(crowd.picture, heads[random() % heads.size()], width, left + 100, top + 100);
      crowd.heads.push_back({left + 100, top + 100, width});
    }
  return crowd;
}

}  // namespace facefs::bench
