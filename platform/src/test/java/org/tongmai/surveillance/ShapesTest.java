package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** Outlines of divisions come from the operator's GeoJSON, whatever the order of its members; what is wrong is named. */
class ShapesTest {

    private static final String SQUARE = "[[120.0,30.0],[121.0,30.0],[121.0,31.0],[120.0,31.0],[120.0,30.0]]";

    @TempDir
    private Path folder;

    private static String feature(String code, String ring) {
        return "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" + ring
                + "]},\"properties\":{\"adcode\":" + code + "}}";
    }

    private Shapes shapes(String json) throws IOException {
        return Shapes.of(Files.writeString(folder.resolve("shapes.json"), json));
    }

    @Test
    void aSquareInDegreesIsDrawnTrueToScale() throws IOException {
        Shapes shapes = shapes("{\"bbox\":[1,2],\"features\":[" + feature("330100", SQUARE) + ","
                + feature("\"330200\"", SQUARE.replace("12", "11"))
                + "],\"name\":{\"a\":[]},\"type\":\"FeatureCollection\"}");

        Shapes.Picture picture =
                shapes.picture(List.of(new RegionCode("330100"))).orElseThrow();

        assertThat(picture.height()).isEqualTo(Shapes.SIZE);
        assertThat((double) picture.width() / picture.height())
                .isCloseTo(Math.cos(Math.toRadians(30.5)), within(0.002));
        assertThat(picture.paths()).containsOnlyKeys(new RegionCode("330100"));
        assertThat(shapes.picture(List.of(new RegionCode("330300")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[]; type",
                "{\"type\":\"FeatureCollection\",\"features\":[]}; features",
                "{\"type\":\"FeatureCollection\",\"features\":[{}]}; features[0].properties.code",
                "{\"type\":\"FeatureCollection\",\"features\":[; file",
                "{\"type\":\"Feature\"}; type",
            })
    void whatIsWrongIsNamed(String json, String where) {
        assertThatThrownBy(() -> shapes(json))
                .isInstanceOfSatisfying(
                        Problem.class, wrong -> assertThat(wrong.where()).containsExactly(where));
    }
}
