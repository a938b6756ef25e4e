package org.tongmai.surveillance.rumour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.RegionCode;

/** The divisions of the platform's own table that are in force, for a node of Zhejiang. */
final class TestGazetteer {

    static final Gazetteer ZHEJIANG = gazetteer();

    private TestGazetteer() {}

    static List<String> lines(String resource) {
        try (InputStream file = Objects.requireNonNull(TestGazetteer.class.getResourceAsStream(resource))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Gazetteer gazetteer() {
        List<String[]> rows = lines("/org/tongmai/directory/regions.csv").stream()
                .map(line -> line.split(",", -1))
                .filter(row -> row[3].isEmpty())
                .toList();
        Set<String> codes = rows.stream().map(row -> row[0]).collect(Collectors.toSet());
        return new Gazetteer(
                rows.stream()
                        .map(row -> new Gazetteer.Division(
                                new RegionCode(row[0]), row[1], !codes.contains(row[0].substring(0, 4) + "00")))
                        .toList(),
                new RegionCode("330000"));
    }

    static List<String[]> cells(String resource) {
        return lines(resource).stream().map(line -> line.split("\t", -1)).toList();
    }
}
