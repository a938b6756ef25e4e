package org.tongmai.recognition;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The catalogue that comes with the program, and changes of it. */
final class TestCatalogue {

    private TestCatalogue() {}

    static Catalogue shipped() {
        return CatalogueReader.read(1, texts());
    }

    static Catalogue with(CatalogueFile file, UnaryOperator<String> change) {
        Map<CatalogueFile, String> texts = texts();
        texts.put(file, change.apply(Objects.requireNonNull(texts.get(file))));
        return CatalogueReader.read(1, texts);
    }

    private static Map<CatalogueFile, String> texts() {
        Map<CatalogueFile, String> texts = new EnumMap<>(CatalogueFile.class);
        for (CatalogueFile file : CatalogueFile.values()) {
            texts.put(file, file.shipped());
        }
        return texts;
    }
}
