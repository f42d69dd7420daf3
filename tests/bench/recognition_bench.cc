// SPDX-License-Identifier: Apache-2.0
// From a photo's bytes to embeddings, on one core: bars B1 to B4.
#include <malloc.h>
#include <omp.h>

#include <opencv2/imgproc.hpp>

#include "bench/bars.h"
#include "bench/peers.h"
#include "bench/photo_recipe.h"
#include "models/aligner.h"
#include "models/cv_image.h"
#include "models/detector_kinds.h"
#include "models/face_reader.h"
#include "models/weights.h"
#include "support/photo_factory.h"

namespace facefs::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kPhotos = 8;  // a whole round of the recipe

struct Setting {
  fs::path models = models_folder({});
  std::vector<Image> heads;
  std::vector<RecipePhoto> photos;
  std::vector<Raster> pictures;  ///< the photos, decoded
  std::vector<Image> chips;      ///< their faces, for dlib's network
  std::vector<Image> sface_chips;
};

/// Returns the paths of the small set's photos and, where a labelled folder is given, of its photos: at most the first
/// 40 of all.
std::vector<fs::path> sources(const fs::path& labelled) {
  std::vector<fs::path> paths;
  for (const char* name : {"biden.jpg", "obama.jpg", "obama2.jpg", "obama3.jpg"}) paths.push_back(test::photo(name));
  if (labelled.empty()) return paths;
  for (const auto& entry : fs::recursive_directory_iterator(labelled))
    if (entry.path().extension() == ".jpg") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  if (paths.size() > 40) paths.resize(40);
  return paths;
}

Raster decoded_by_us(const std::string& jpeg) {
  return std::get<Decoded>(decode(test::as_bytes(jpeg), {})).raster;
}

Setting setting(const fs::path& labelled) {
  Setting made;
  made.heads = heads_of(sources(labelled), made.models);
  const auto detector = make_yunet(yunet_in_rows(made.models));
  const auto aligner = make_dlib_aligner(made.models), five_points = make_five_point_aligner();
  for (int i = 0; i < kPhotos; ++i) {
    made.photos.push_back(recipe_photo(i, made.heads));
    made.pictures.push_back(decoded_by_us(made.photos.back().jpeg));
    const Raster& picture = made.pictures.back();
    for (const Detection& found : detector->detect(picture)) {
      made.chips.push_back(aligner->align(picture, found).chip);
      made.sface_chips.push_back(five_points->align(picture, found).chip);
    }
  }
  made.chips.resize(std::min<std::size_t>(made.chips.size(), 16));
  made.sface_chips.resize(made.chips.size());
  return made;
}

float drift(const std::vector<Embedding>& a, const std::vector<Embedding>& b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, distance(a[i], b[i]));
  return most;
}

void embedding_bars(const Setting& on) {
  const auto dlib = make_embedder(EmbedderKind::dlib, EmbedderEngine::dlib, on.models);
  const std::vector<Embedding> expected = dlib->embed(on.chips);
  for (const EmbedderEngine engine : {EmbedderEngine::f32, EmbedderEngine::bf16}) {
    const auto ours = make_embedder(EmbedderKind::dlib, engine, on.models);
    const Pair pair = in_turns([&] { ours->embed(on.chips); }, [&] { dlib->embed(on.chips); });
    auto counts = times_of(pair);
    counts["faces"] = on.chips.size();
    const std::string name(name_of(engine));
    tell({"B1 " + name, "embed a face in " + name + ", against dlib", pair.ratio(), 1.0 / 3, 1.0 / 6, Better::smaller,
          counts});
    const double bound = engine == EmbedderEngine::f32 ? 1e-3 : 0.01;
    tell({"B1a " + name,
          "largest distance from dlib's embedding",
          drift(ours->embed(on.chips), expected),
          bound,
          bound,
          Better::smaller,
          {{"faces", on.chips.size()}}});
  }
}

/// The peer is dlib's network in oneDNN's f32: SFace does twice its sums.
void sface_bars(const Setting& on) {
  const auto dlib = make_embedder(EmbedderKind::dlib, EmbedderEngine::f32, on.models);
  for (const EmbedderEngine engine : {EmbedderEngine::f32, EmbedderEngine::bf16}) {
    const auto ours = make_embedder(EmbedderKind::sface, engine, on.models);
    const Pair pair = in_turns([&] { ours->embed(on.sface_chips); }, [&] { dlib->embed(on.chips); });
    auto counts = times_of(pair);
    counts["faces"] = on.chips.size();
    const std::string name(name_of(engine));
    const double must = engine == EmbedderEngine::f32 ? 2.6 : 1.5;
    tell({"B1 sface " + name, "embed a face by SFace in " + name + ", against dlib's network in f32", pair.ratio(),
          must, must, Better::smaller, counts});
  }
}

std::size_t faces_found(Detector& detector, const std::vector<Raster>& pictures) {
  std::size_t faces = 0;
  for (const Raster& picture : pictures) faces += detector.detect(picture).size();
  return faces;
}

int faces_put(const Setting& on) {
  int faces = 0;
  for (const RecipePhoto& photo : on.photos) faces += photo.faces;
  return faces;
}

void detection_bars(const Setting& on) {
  const auto ours = make_yunet(yunet_in_rows(on.models));
  const auto hog = make_hog();
  std::vector<Raster> for_hog;
  for (const Raster& picture : on.pictures) for_hog.push_back(area_shrunk(picture.whole(), 1600));
  std::size_t found = 0, found_by_hog = 0;
  const Pair pair =
      in_turns([&] { found = faces_found(*ours, on.pictures); }, [&] { found_by_hog = faces_found(*hog, for_hog); }, 3);
  auto counts = times_of(pair);
  counts.update({{"photos", kPhotos}, {"faces", faces_put(on)}, {"found", found}, {"peer_found", found_by_hog}});
  tell({"B2", "find faces in 12 megapixels (shrinking included), against dlib's HOG upsampled once at 1600 (without)",
        pair.ratio(), 1.0 / 8, 1.0 / 25, Better::smaller, counts});
}

void network_bars(const Setting& on) {
  const auto ours = yunet_in_rows(on.models);
  const auto theirs = yunet_in_opencv(on.models);
  for (const int side : {640, 1280}) {
    const Image picture = on.pictures.front().shrunk(side);
    const Pair pair = in_turns([&] { ours->run(picture); }, [&] { theirs->run(picture); });
    tell({"B2a " + std::to_string(side), "YuNet at " + std::to_string(side) + " pixels, against OpenCV's dnn",
          pair.ratio(), 1, 0.5, Better::smaller, times_of(pair)});
  }
}

/// Returns how many of the faces that were put there are found.
std::size_t found_of_crowd(Detector& detector, const CrowdPhoto& crowd, const Raster& looked_at) {
  const float scale = static_cast<float>(crowd.picture.width) / static_cast<float>(looked_at.width());
  const std::vector<Detection> detections = detector.detect(looked_at);
  const auto is_found = [&](const CrowdPhoto::Head& head) {
    return std::any_of(detections.begin(), detections.end(), [&](const Detection& found) {
      const float x = found.box.centre().x * scale - static_cast<float>(head.left);
      const float y = found.box.centre().y * scale - static_cast<float>(head.top);
      const auto width = static_cast<float>(head.width);
      return x > 0 && y > 0 && x < width && y < width;
    });
  };
  return static_cast<std::size_t>(std::count_if(crowd.heads.begin(), crowd.heads.end(), is_found));
}

void crowd_bar(const Setting& on) {
  const auto ours = make_yunet(yunet_in_rows(on.models));
  const auto always_closer = make_yunet(yunet_in_rows(on.models), {1280, 1280, 1280});
  const auto hog = make_hog();
  std::size_t put = 0, found = 0, found_closer = 0, found_by_hog = 0;
  for (int i = 0; i < 3; ++i) {
    const CrowdPhoto crowd = crowd_photo(i, on.heads);
    put += crowd.heads.size();
    found += found_of_crowd(*ours, crowd, crowd.picture);
    found_closer += found_of_crowd(*always_closer, crowd, crowd.picture);
    found_by_hog += found_of_crowd(*hog, crowd, area_shrunk(crowd.picture, 1600));
  }
  tell({"B2b",
        "faces of 24 pixels and more found in crowds, against dlib's HOG upsampled once at 1600",
        static_cast<double>(found) / static_cast<double>(found_by_hog),
        1.2,
        1.2,
        Better::larger,
        {{"faces", put}, {"found", found}, {"found_at_1280", found_closer}, {"peer_found", found_by_hog}}});
  tell({"B2c",
        "faces of 24 pixels and more found in crowds, of all",
        static_cast<double>(found) / static_cast<double>(put),
        0.95,
        1,
        Better::larger,
        {{"faces", put}, {"found", found}}});
}

void decoding_bars(const Setting& on) {
  for (const bool progressive : {false, true}) {
    const auto photo = std::find_if(on.photos.begin(), on.photos.end(), [&](const RecipePhoto& each) {
      return each.progressive == progressive && !each.turned;
    });
    const Pair pair =
        in_turns([&] { decoded_by_us(photo->jpeg).shrunk(1280); }, [&] { area_shrunk(imdecoded(photo->jpeg), 1280); });
    auto counts = times_of(pair);
    counts["bytes"] = photo->jpeg.size();
    tell({progressive ? "B3a" : "B3",
          std::string(progressive ? "a progressive" : "a baseline") +
              " JPEG of 12 megapixels to full size and 1280 pixels, against imdecode and INTER_AREA",
          pair.ratio(), progressive ? 1.0 : 0.5, progressive ? 1.0 : 0.42, Better::smaller, counts});
  }
  const auto turned = std::find_if(on.photos.begin(), on.photos.end(), [](const RecipePhoto& p) { return p.turned; });
  const Pair pair =
      in_turns([&] { decoded_by_us(turned->jpeg).shrunk(1280); }, [&] { area_shrunk(imdecoded(turned->jpeg), 1280); });
  tell({"B3 turned", "the same of a photo that is stored on its side", pair.ratio(), 0.5, 0.42, Better::smaller,
        times_of(pair)});
}

/// The whole way of a photo, with either network.
void network_of_photo_bar(const Setting& on) {
  FaceReader sface({}, on.models), dlib(networks_for({DetectorKind::yunet, EmbedderKind::dlib}), on.models);
  const auto read_all = [&](FaceReader& reader) {
    for (const RecipePhoto& photo : on.photos) reader.read(decoded_by_us(photo.jpeg), Purpose::photo);
  };
  const Pair pair = in_turns([&] { read_all(sface); }, [&] { read_all(dlib); });
  tell({"B4 sface", "a photo of 12 megapixels with SFace, against dlib's network in f32", pair.ratio(), 1.1, 1,
        Better::smaller, times_of(pair)});
}

void photo_bars(const Setting& on) {
  FaceReader reader({}, on.models);
  const auto all = [&](const std::function<std::size_t(const std::string&)>& faces_in) {
    std::size_t faces = 0;
    for (const RecipePhoto& photo : on.photos) faces += faces_in(photo.jpeg);
    return faces;
  };
  const auto ours = [&] {
    return all([&](const std::string& jpeg) { return reader.read(decoded_by_us(jpeg), Purpose::photo).size(); });
  };
  struct Against {
    const char* id;
    const char* what;
    std::unique_ptr<Peer> peer;
    double must, stretch;
  };
  Against peers[] = {{"B4", "a photo from bytes to embeddings, photos/s against face_recognition's way in C++",
                      face_recognition_in_cpp(on.models), 6, 10},
                     {"B4a", "the same against a photo manager on OpenCV", photo_manager(on.models), 1.5, 3}};
  for (const Against& against : peers) {
    std::size_t found = 0, found_by_peer = 0;
    const Pair pair = in_turns(
        [&] { found = ours(); },
        [&] { found_by_peer = all([&](const std::string& jpeg) { return against.peer->faces_in(jpeg); }); }, 3);
    auto counts = times_of(pair);
    counts.update({{"photos", kPhotos}, {"faces", faces_put(on)}, {"found", found}, {"peer_found", found_by_peer}});
    tell({against.id, against.what, 1 / pair.ratio(), against.must, against.stretch, Better::larger, counts});
  }
}

/// Returns a selfie from arm's length, as a phone that is held upright stores it: most of the photo must be turned.
std::string selfie(const Image& head) {
  Image photo(4000, 3000);
  cv::Mat pixels = cv_view(photo);
  pixels.setTo(cv::Scalar(90, 100, 80));
  cv::Mat large;
  cv::rotate(cv_view(head), large, cv::ROTATE_90_COUNTERCLOCKWISE);
  cv::resize(large, large, {2900, 2900}, 0, 0, cv::INTER_CUBIC);
  large.copyTo(pixels(cv::Rect(500, 50, 2900, 2900)));
  return jpeg_of(photo, 92, false, 6);
}

void selfie_bar(const Setting& on) {
  FaceReader reader({}, on.models);
  const auto peer = photo_manager(on.models);
  const std::string jpeg = selfie(on.heads.front());
  std::size_t found = 0, found_by_peer = 0;
  float side = 0;
  const auto ours = [&] {
    const auto faces = reader.read(decoded_by_us(jpeg), Purpose::photo);
    found = faces.size();
    if (found > 0) side = faces[0].box.side();
  };
  const Pair pair = in_turns(ours, [&] { found_by_peer = peer->faces_in(jpeg); });
  auto counts = times_of(pair);
  counts.update({{"face_pixels", std::round(side)}, {"found", found}, {"peer_found", found_by_peer}});
  tell({"B4a selfie", "a photo on its side that one face fills, against a photo manager on OpenCV", 1 / pair.ratio(), 1,
        1.5, Better::larger, counts});
}

}  // namespace
}  // namespace facefs::bench

int main(int count, char** words) {
  using namespace facefs::bench;
  cv::setNumThreads(1);
  omp_set_num_threads(1);
  ::mallopt(M_MMAP_MAX, 0);  // as a vision worker does; the peers have the same benefit
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
  const Setting on = setting(count > 1 ? words[1] : "");
  embedding_bars(on);
  sface_bars(on);
  decoding_bars(on);
  detection_bars(on);
  network_bars(on);
  crowd_bar(on);
  network_of_photo_bar(on);
  photo_bars(on);
  selfie_bar(on);
}
