package org.tongmai.cli.match;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.person.linkage.LinkageModel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A fitted model as JSON. */
public final class ModelFile {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ModelFile() {}

    public static String text(LinkageModel model) {
        return JSON.writeValueAsString(model);
    }

    /** @throws Problem {@code cli.model-unreadable}, {@code cli.model-of-other-version} */
    public static LinkageModel read(Path file) throws IOException {
        LinkageModel model;
        try {
            model = JSON.readValue(Files.readAllBytes(file), LinkageModel.class);
        } catch (JacksonException | NullPointerException unreadable) {
            throw new Problem(
                    Kind.MALFORMED,
                    "cli.model-unreadable",
                    "The model cannot be read.",
                    "It is not the JSON that --train writes.",
                    "Train one: `tongmai match --train FILE.csv --out m.json`.");
        }
        if (model.version() != LinkageModel.VERSION) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.model-of-other-version",
                    "The model has version " + model.version() + ", this build uses " + LinkageModel.VERSION + ".",
                    "What the findings mean changed between the two.",
                    "Train it again: `tongmai match --train FILE.csv --out m.json`.");
        }
        return model;
    }
}
