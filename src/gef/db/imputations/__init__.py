"""What the partners agreed on for the imputation, and the imputations that somebody confirmed."""
