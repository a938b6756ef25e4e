package org.tongmai.surveillance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Outlines of divisions from the operator's GeoJSON; whether they may be shown is the operator's matter. Each Feature is a Polygon or
 * MultiPolygon in degrees (WGS 84 or what the operator's map has) and names its division in {@code properties.code} or
 * {@code properties.adcode}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7946">RFC 7946, GeoJSON</a>
 */
final class Shapes {

    /** Side of the longer edge of a picture, in its own units; also how fine outlines are kept. */
    static final int SIZE = 1_000;

    /** Points that lie closer than this to the line without them are left out. */
    private static final double TOLERANCE = 0.7;

    private static final double SMALLEST_AREA = 2;
    private static final long BYTES_MOST = 256L * 1024 * 1024;
    private static final int RING_LEAST = 4;

    private final Map<RegionCode, List<double[][]>> rings;

    private Shapes(Map<RegionCode, List<double[][]>> rings) {
        this.rings = rings;
    }

    /** A picture of some divisions: an SVG path for each, in a box from 0 to the width and height. */
    record Picture(int width, int height, Map<RegionCode, String> paths) {}

    /** @throws Problem {@code surveillance.shapes-wrong} which names the Feature, counted from 0 */
    static Shapes of(@Nullable Path file) {
        var rings = new HashMap<RegionCode, List<double[][]>>();
        if (file == null) {
            return new Shapes(rings);
        }
        try (InputStream bytes = Files.newInputStream(file);
                JsonParser parser = Json.mapper().createParser(bytes)) {
            if (Files.size(file) > BYTES_MOST) {
                throw wrong("file", "It is larger than " + BYTES_MOST / (1024 * 1024) + " MB.");
            }
            read(parser, rings);
        } catch (IOException unreadable) {
            throw wrong("file", "It cannot be read.");
        } catch (JacksonException notJson) {
            throw wrong("file", "It is no JSON.");
        }
        if (rings.isEmpty()) {
            throw wrong("features", "It has no Feature.");
        }
        return new Shapes(rings);
    }

    /** One Feature is in memory at a time: a file of a country is many times as large there as on the disk. */
    private static void read(JsonParser parser, Map<RegionCode, List<double[][]>> rings) {
        boolean collection = false;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("features") && value == JsonToken.START_ARRAY) {
                for (int number = 0; parser.nextToken() != JsonToken.END_ARRAY; number++) {
                    add(parser.readValueAsTree(), "features[" + number + "]", rings);
                }
            } else if (name.equals("type")) {
                collection = parser.getValueAsString("").equals("FeatureCollection");
            }
            parser.skipChildren();
        }
        if (!collection) {
            throw wrong("type", "The file is no FeatureCollection.");
        }
    }

    private static void add(JsonNode feature, String where, Map<RegionCode, List<double[][]>> rings) {
        JsonNode properties = feature.path("properties");
        String code = text(properties.path("code")).isEmpty()
                ? text(properties.path("adcode"))
                : text(properties.path("code"));
        RegionCode region = RegionCode.find(code)
                .orElseThrow(() -> wrong(
                        where + ".properties.code", "Its properties name no division by six digits: code or adcode."));
        if (rings.put(region, rings(feature.path("geometry"), where + ".geometry")) != null) {
            throw wrong(where + ".properties.code", "The division " + region + " is there twice.");
        }
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? String.valueOf(value.asLong(0)) : value.asString("");
    }

    private static List<double[][]> rings(JsonNode geometry, String where) {
        var rings = new ArrayList<double[][]>();
        JsonNode coordinates = geometry.path("coordinates");
        switch (geometry.path("type").asString("")) {
            case "Polygon" -> coordinates.forEach(ring -> rings.add(ring(ring, where)));
            case "MultiPolygon" ->
                coordinates.forEach(polygon -> polygon.forEach(ring -> rings.add(ring(ring, where))));
            default -> throw wrong(where + ".type", "It is neither a Polygon nor a MultiPolygon.");
        }
        if (rings.isEmpty()) {
            throw wrong(where + ".coordinates", "It has no ring.");
        }
        return rings;
    }

    private static double[][] ring(JsonNode ring, String where) {
        if (ring.size() < RING_LEAST) {
            throw wrong(where + ".coordinates", "A ring has at least " + RING_LEAST + " positions.");
        }
        var points = new double[ring.size()][2];
        for (int i = 0; i < points.length; i++) {
            JsonNode position = ring.path(i);
            double east = position.path(0).asDouble(Double.NaN);
            double north = position.path(1).asDouble(Double.NaN);
            if (!(Math.abs(east) <= 180 && Math.abs(north) <= 90)) {
                throw wrong(
                        where + ".coordinates",
                        "A position is longitude and latitude in degrees; this one is projected or not there.");
            }
            points[i][0] = east;
            points[i][1] = north;
        }
        if (points[0][0] != points[points.length - 1][0] || points[0][1] != points[points.length - 1][1]) {
            throw wrong(where + ".coordinates", "A ring ends where it begins.");
        }
        return points;
    }

    private static Problem wrong(String where, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.shapes-wrong",
                "The outlines of tongmai.surveillance.shapes cannot be used.",
                why,
                "Give GeoJSON (RFC 7946) with a Polygon or MultiPolygon in degrees for each division, or leave the setting out.",
                List.of(where));
    }

    /** Those that are there of some divisions; empty for none of them. */
    Optional<Picture> picture(Collection<RegionCode> divisions) {
        var wanted = new HashMap<RegionCode, List<double[][]>>();
        divisions.forEach(each -> {
            List<double[][]> found = rings.get(each);
            if (found != null) {
                wanted.put(each, found);
            }
        });
        return wanted.isEmpty() ? Optional.empty() : Optional.of(drawn(wanted));
    }

    /** Equirectangular, true to scale at the middle latitude. */
    private static Picture drawn(Map<RegionCode, List<double[][]>> wanted) {
        double west = 180;
        double east = -180;
        double south = 90;
        double north = -90;
        for (List<double[][]> each : wanted.values()) {
            for (double[][] ring : each) {
                for (double[] point : ring) {
                    west = Math.min(west, point[0]);
                    east = Math.max(east, point[0]);
                    south = Math.min(south, point[1]);
                    north = Math.max(north, point[1]);
                }
            }
        }
        double narrow = Math.cos(Math.toRadians((south + north) / 2));
        double scale = SIZE / Math.max(1e-9, Math.max((east - west) * narrow, north - south));
        var paths = new HashMap<RegionCode, String>();
        for (Map.Entry<RegionCode, List<double[][]>> each : wanted.entrySet()) {
            paths.put(each.getKey(), path(each.getValue(), west, north, narrow * scale, scale));
        }
        return new Picture(
                (int) Math.ceil((east - west) * narrow * scale), (int) Math.ceil((north - south) * scale), paths);
    }

    private static String path(List<double[][]> rings, double west, double north, double wide, double high) {
        var path = new StringBuilder();
        String largest = "";
        double most = -1;
        for (double[][] ring : rings) {
            double[][] points = new double[ring.length][];
            for (int i = 0; i < ring.length; i++) {
                points[i] = new double[] {(ring[i][0] - west) * wide, (north - ring[i][1]) * high};
            }
            String drawn = line(points);
            double area = area(points);
            if (area >= SMALLEST_AREA) {
                path.append(drawn);
            }
            if (area > most) {
                most = area;
                largest = drawn;
            }
        }
        return path.isEmpty() ? largest : path.toString();
    }

    private static double area(double[][] ring) {
        double twice = 0;
        for (int i = 1; i < ring.length; i++) {
            twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
        }
        return Math.abs(twice) / 2;
    }

    /** @see <a href="https://doi.org/10.3138/FM57-6770-U75U-7727">Douglas and Peucker 1973</a> */
    private static String line(double[][] points) {
        boolean[] kept = new boolean[points.length];
        kept[0] = true;
        // a ring ends where it begins, so it is parted at the point that is farthest from there
        int far = 0;
        for (int i = 1; i < points.length; i++) {
            if (Math.hypot(points[i][0] - points[0][0], points[i][1] - points[0][1])
                    > Math.hypot(points[far][0] - points[0][0], points[far][1] - points[0][1])) {
                far = i;
            }
        }
        kept[far] = true;
        var parts = new ArrayList<int[]>(List.of(new int[] {0, far}, new int[] {far, points.length - 1}));
        while (!parts.isEmpty()) {
            int[] part = parts.removeLast();
            int worst = -1;
            double off = TOLERANCE;
            for (int i = part[0] + 1; i < part[1]; i++) {
                double away = away(points[i], points[part[0]], points[part[1]]);
                if (away > off) {
                    off = away;
                    worst = i;
                }
            }
            if (worst >= 0) {
                kept[worst] = true;
                parts.add(new int[] {part[0], worst});
                parts.add(new int[] {worst, part[1]});
            }
        }
        var line = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            if (kept[i]) {
                line.append(line.isEmpty() ? 'M' : 'L')
                        .append(String.format(Locale.ROOT, "%.1f %.1f", points[i][0], points[i][1]));
            }
        }
        return line.append('Z').toString();
    }

    private static double away(double[] point, double[] from, double[] to) {
        double x = to[0] - from[0];
        double y = to[1] - from[1];
        double length = Math.hypot(x, y);
        return length == 0
                ? Math.hypot(point[0] - from[0], point[1] - from[1])
                : Math.abs(x * (point[1] - from[1]) - y * (point[0] - from[0])) / length;
    }
}
