import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandler;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.riot.system.StreamRDFWrapper;
import org.apache.jena.sparql.core.Quad;

/**
 * Reads each file that a file lists, with all checks: a line of path, statements, first complaint, by tabs.
 * Where a folder is named as well, file number n is written there as n.nq.
 */
public class RiotJudge {
    static final class Counter extends StreamRDFWrapper {
        long statements = 0;

        Counter(StreamRDF next) {
            super(next);
        }

        @Override
        public void triple(Triple triple) {
            statements++;
            super.triple(triple);
        }

        @Override
        public void quad(Quad quad) {
            statements++;
            super.quad(quad);
        }
    }

    static final class Hearing implements ErrorHandler {
        String first = "";

        void hear(String level, String message, long line, long column) {
            if (first.isEmpty()) {
                first = level + " " + line + ":" + column + " " + String.valueOf(message).replaceAll("\\s+", " ");
            }
        }

        @Override
        public void warning(String message, long line, long column) {
            hear("WARN", message, line, column);
        }

        @Override
        public void error(String message, long line, long column) {
            hear("ERROR", message, line, column);
        }

        @Override
        public void fatal(String message, long line, long column) {
            hear("FATAL", message, line, column);
            throw new RiotException(message);
        }
    }

    public static void main(String[] args) throws Exception {
        StringBuilder lines = new StringBuilder();
        int number = 0;
        for (String path : Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8)) {
            Path copy = args.length > 1 ? Path.of(args[1], number++ + ".nq") : null;
            OutputStream out = copy == null ? null : Files.newOutputStream(copy);
            Counter counter = new Counter(out == null ? StreamRDFLib.sinkNull() : StreamRDFLib.writer(out));
            Hearing hearing = new Hearing();
            try {
                RDFParser.source(Path.of(path)).checking(true).errorHandler(hearing).parse(counter);
            } catch (Exception exception) {
                hearing.hear("FATAL", exception.toString(), -1, -1);
            }
            if (out != null) {
                out.close();
            }
            lines.append(String.join("\t", path, Long.toString(counter.statements), hearing.first)).append("\n");
        }
        System.out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
