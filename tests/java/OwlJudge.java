import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.*;
import org.semanticweb.owlapi.profiles.*;
import org.semanticweb.HermiT.Reasoner;
/** Judges an RDF/XML file with the OWL API: OWL 2 DL violations, consistency and unsatisfiable classes (HermiT). */
public class OwlJudge {
  public static void main(String[] a) throws Exception {
    OWLOntologyManager m = OWLManager.createOWLOntologyManager();
    OWLOntology o = m.loadOntologyFromOntologyDocument(new File(a[0]));
    OWLProfileReport r = new OWL2DLProfile().checkOntology(o);
    System.out.println("violations " + r.getViolations().size());
    for (OWLProfileViolation v : r.getViolations()) System.out.println(v);
    Reasoner h = new Reasoner(o);
    System.out.println("consistent " + h.isConsistent());
    System.out.println("unsatisfiable " + h.getUnsatisfiableClasses().getEntitiesMinusBottom().size());
    System.out.println("axioms " + o.getAxiomCount());
  }
}
