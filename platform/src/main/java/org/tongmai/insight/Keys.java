package org.tongmai.insight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tongmai.insight.deidentify.Pseudonyms;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;

/** The keys of projects: a file each among the secrets of the node, made at approval and deleted when the project is closed. */
final class Keys {

    private final Path secrets;
    private final Suite suite;

    Keys(Path secrets, Suite suite) {
        this.secrets = secrets;
        this.suite = suite;
    }

    void make(String project) {
        PrivateFiles.random(file(project), Pseudonyms.KEY_BYTES);
    }

    /** @throws Problem {@code insight.key-missing} */
    Pseudonyms of(String project) {
        if (!Files.exists(file(project))) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "insight.key-missing",
                    "The key of this project is not among the secrets of the node.",
                    "Without it nobody can make its pseudonyms; a new one would call the same persons differently.",
                    "Restore the secrets of the node, or close the project and make another.");
        }
        return new Pseudonyms(suite, PrivateFiles.random(file(project), Pseudonyms.KEY_BYTES));
    }

    void destroy(String project) {
        try {
            Files.deleteIfExists(file(project));
        } catch (IOException failure) {
            throw new UncheckedIOException("the key of a project was not destroyed", failure);
        }
    }

    private Path file(String project) {
        return secrets.resolve("insight-project-" + project);
    }
}
